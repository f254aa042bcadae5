package faults

import "suitekey/core/simulator/records"

// surfaceConnect is the interface of faults that only a driver of SuiteAnalytics Connect
// meets.
const surfaceConnect = "connect"

// connectPlans keep a driver out of SuiteAnalytics Connect while every other interface
// works. The exception is the scope: the token endpoint refuses it to everybody who asks
// for it (docs.oracle.com, article_0907012731, article_0907012138). The service answers
// "Login failed" to all of these faults.
func connectPlans() []plan {
	const g = GroupConnect
	feature, permission := disabling(records.FeatureConnect), permitting(records.PermissionConnect, false)
	list := []plan{
		onTBA("connect-feature-off", "The feature SuiteAnalytics Connect is off", records.DetailFeature, g, feature),
		onTBA("connect-permission-missing", "The role has no permission SuiteAnalytics Connect", records.DetailPermission, g, permission),
		onM2M("connect-feature-off-m2m", "The feature SuiteAnalytics Connect is off", records.DetailFeature, g, feature),
		onM2M("connect-permission-missing-m2m", "The role has no permission SuiteAnalytics Connect", records.DetailEntityOrRole, g, permission),
		onM2M("scope-connect-unticked", "The scope SuiteAnalytics Connect is not selected on the integration record", records.DetailScopeMismatched, g, unticking(records.BoxScopeConnect)).told(),
	}
	for i := range list {
		list[i] = list[i].only(surfaceConnect)
	}
	return list
}
