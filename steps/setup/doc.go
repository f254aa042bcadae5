// Package setup contains the steps that make a connection, and the journey of all these
// steps. The journeys about saved connections use the same steps.
package setup
