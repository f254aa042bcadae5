// Package setup holds the steps that make a connection, and the journey that walks
// all of them. The journeys about saved connections are made of the same steps.
package setup
