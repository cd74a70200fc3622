// Made by hack/generate-api-facts.ts from the JSON files beside it.
export const typeLines = `
admissionregistration.v1.ApplyConfiguration {"f":{"expression":["string","o"]}}
admissionregistration.v1.AuditAnnotation {"f":{"key":["string","r"],"valueExpression":["string","r"]}}
admissionregistration.v1.ExpressionWarning {"f":{"fieldRef":["string","r"],"warning":["string","r"]}}
admissionregistration.v1.JSONPatch {"f":{"expression":["string","o"]}}
admissionregistration.v1.MatchCondition {"f":{"expression":["string","r"],"name":["string","r"]}}
admissionregistration.v1.MatchResources {"f":{"excludeResourceRules":["[]admissionregistration.v1.NamedRuleWithOperations","o",{"l":"atomic"}],"matchPolicy":["string","po:v1.MatchPolicyType"],"namespaceSelector":["meta.v1.LabelSelector","po"],"objectSelector":["meta.v1.LabelSelector","po"],"resourceRules":["[]admissionregistration.v1.NamedRuleWithOperations","o",{"l":"atomic"}]},"t":"atomic"}
admissionregistration.v1.MutatingAdmissionPolicy {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1.MutatingAdmissionPolicySpec","o"]},"g":[["admissionregistration.k8s.io","v1","MutatingAdmissionPolicy"]]}
admissionregistration.v1.MutatingAdmissionPolicyBinding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1.MutatingAdmissionPolicyBindingSpec","o"]},"g":[["admissionregistration.k8s.io","v1","MutatingAdmissionPolicyBinding"]]}
admissionregistration.v1.MutatingAdmissionPolicyBindingList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1.MutatingAdmissionPolicyBinding","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1","MutatingAdmissionPolicyBindingList"]]}
admissionregistration.v1.MutatingAdmissionPolicyBindingSpec {"f":{"matchResources":["admissionregistration.v1.MatchResources","po"],"paramRef":["admissionregistration.v1.ParamRef","po"],"policyName":["string","o"]}}
admissionregistration.v1.MutatingAdmissionPolicyList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1.MutatingAdmissionPolicy","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1","MutatingAdmissionPolicyList"]]}
admissionregistration.v1.MutatingAdmissionPolicySpec {"f":{"failurePolicy":["string","po:v1.FailurePolicyType"],"matchConditions":["[]admissionregistration.v1.MatchCondition","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"matchConstraints":["admissionregistration.v1.MatchResources","po"],"mutations":["[]admissionregistration.v1.Mutation","o",{"l":"atomic"}],"paramKind":["admissionregistration.v1.ParamKind","po"],"reinvocationPolicy":["string","o:v1.ReinvocationPolicyType"],"variables":["[]admissionregistration.v1.Variable","o",{"l":"atomic"}]}}
admissionregistration.v1.MutatingWebhook {"f":{"admissionReviewVersions":["[]string","r",{"l":"atomic"}],"clientConfig":["admissionregistration.v1.WebhookClientConfig","r"],"failurePolicy":["string","po:v1.FailurePolicyType"],"matchConditions":["[]admissionregistration.v1.MatchCondition","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"matchPolicy":["string","po:v1.MatchPolicyType"],"name":["string","r"],"namespaceSelector":["meta.v1.LabelSelector","po"],"objectSelector":["meta.v1.LabelSelector","po"],"reinvocationPolicy":["string","po:v1.ReinvocationPolicyType"],"rules":["[]admissionregistration.v1.RuleWithOperations","o",{"l":"atomic"}],"sideEffects":["string","rp:v1.SideEffectClass"],"timeoutSeconds":["integer:int32","po"]}}
admissionregistration.v1.MutatingWebhookConfiguration {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"webhooks":["[]admissionregistration.v1.MutatingWebhook","o",{"l":"map","k":["name"],"s":"merge","m":"name"}]},"g":[["admissionregistration.k8s.io","v1","MutatingWebhookConfiguration"]]}
admissionregistration.v1.MutatingWebhookConfigurationList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1.MutatingWebhookConfiguration","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1","MutatingWebhookConfigurationList"]]}
admissionregistration.v1.Mutation {"f":{"applyConfiguration":["admissionregistration.v1.ApplyConfiguration","po"],"jsonPatch":["admissionregistration.v1.JSONPatch","po"],"patchType":["string","r:v1.PatchType"]}}
admissionregistration.v1.NamedRuleWithOperations {"f":{"apiGroups":["[]string","o",{"l":"atomic"}],"apiVersions":["[]string","o",{"l":"atomic"}],"operations":["[]string","o:v1.OperationType",{"l":"atomic"}],"resourceNames":["[]string","o",{"l":"atomic"}],"resources":["[]string","o",{"l":"atomic"}],"scope":["string","po:v1.ScopeType"]},"t":"atomic"}
admissionregistration.v1.ParamKind {"f":{"apiVersion":["string","o"],"kind":["string","o"]},"t":"atomic"}
admissionregistration.v1.ParamRef {"f":{"name":["string","o"],"namespace":["string","o"],"parameterNotFoundAction":["string","po:v1.ParameterNotFoundActionType"],"selector":["meta.v1.LabelSelector","po"]},"t":"atomic"}
admissionregistration.v1.RuleWithOperations {"f":{"apiGroups":["[]string","o",{"l":"atomic"}],"apiVersions":["[]string","o",{"l":"atomic"}],"operations":["[]string","o:v1.OperationType",{"l":"atomic"}],"resources":["[]string","o",{"l":"atomic"}],"scope":["string","po:v1.ScopeType"]}}
admissionregistration.v1.ServiceReference {"f":{"name":["string","r"],"namespace":["string","r"],"path":["string","po"],"port":["integer:int32","po"]}}
admissionregistration.v1.TypeChecking {"f":{"expressionWarnings":["[]admissionregistration.v1.ExpressionWarning","o",{"l":"atomic"}]}}
admissionregistration.v1.ValidatingAdmissionPolicy {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1.ValidatingAdmissionPolicySpec","o"],"status":["admissionregistration.v1.ValidatingAdmissionPolicyStatus","o"]},"g":[["admissionregistration.k8s.io","v1","ValidatingAdmissionPolicy"]]}
admissionregistration.v1.ValidatingAdmissionPolicyBinding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec","ro"]},"g":[["admissionregistration.k8s.io","v1","ValidatingAdmissionPolicyBinding"]]}
admissionregistration.v1.ValidatingAdmissionPolicyBindingList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1.ValidatingAdmissionPolicyBinding","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1","ValidatingAdmissionPolicyBindingList"]]}
admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec {"f":{"matchResources":["admissionregistration.v1.MatchResources","po"],"paramRef":["admissionregistration.v1.ParamRef","po"],"policyName":["string","ro"],"validationActions":["[]string","ro:v1.ValidationAction",{"l":"set"}]}}
admissionregistration.v1.ValidatingAdmissionPolicyList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1.ValidatingAdmissionPolicy","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1","ValidatingAdmissionPolicyList"]]}
admissionregistration.v1.ValidatingAdmissionPolicySpec {"f":{"auditAnnotations":["[]admissionregistration.v1.AuditAnnotation","o",{"l":"atomic"}],"failurePolicy":["string","po:v1.FailurePolicyType"],"matchConditions":["[]admissionregistration.v1.MatchCondition","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"matchConstraints":["admissionregistration.v1.MatchResources","po"],"paramKind":["admissionregistration.v1.ParamKind","po"],"validations":["[]admissionregistration.v1.Validation","o",{"l":"atomic"}],"variables":["[]admissionregistration.v1.Variable","o",{"l":"map","k":["name"],"s":"merge","m":"name"}]}}
admissionregistration.v1.ValidatingAdmissionPolicyStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"]}],"observedGeneration":["integer:int64","o"],"typeChecking":["admissionregistration.v1.TypeChecking","po"]}}
admissionregistration.v1.ValidatingWebhook {"f":{"admissionReviewVersions":["[]string","r",{"l":"atomic"}],"clientConfig":["admissionregistration.v1.WebhookClientConfig","r"],"failurePolicy":["string","po:v1.FailurePolicyType"],"matchConditions":["[]admissionregistration.v1.MatchCondition","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"matchPolicy":["string","po:v1.MatchPolicyType"],"name":["string","r"],"namespaceSelector":["meta.v1.LabelSelector","po"],"objectSelector":["meta.v1.LabelSelector","po"],"rules":["[]admissionregistration.v1.RuleWithOperations","o",{"l":"atomic"}],"sideEffects":["string","rp:v1.SideEffectClass"],"timeoutSeconds":["integer:int32","po"]}}
admissionregistration.v1.ValidatingWebhookConfiguration {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"webhooks":["[]admissionregistration.v1.ValidatingWebhook","o",{"l":"map","k":["name"],"s":"merge","m":"name"}]},"g":[["admissionregistration.k8s.io","v1","ValidatingWebhookConfiguration"]]}
admissionregistration.v1.ValidatingWebhookConfigurationList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1.ValidatingWebhookConfiguration","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1","ValidatingWebhookConfigurationList"]]}
admissionregistration.v1.Validation {"f":{"expression":["string","r"],"message":["string","o"],"messageExpression":["string","o"],"reason":["string","po:v1.StatusReason"]}}
admissionregistration.v1.Variable {"f":{"expression":["string","r"],"name":["string","r"]},"t":"atomic"}
admissionregistration.v1.WebhookClientConfig {"f":{"caBundle":["string:byte","o"],"service":["admissionregistration.v1.ServiceReference","po"],"url":["string","po"]}}
admissionregistration.v1alpha1.ApplyConfiguration {"f":{"expression":["string","o"]}}
admissionregistration.v1alpha1.JSONPatch {"f":{"expression":["string","o"]}}
admissionregistration.v1alpha1.MatchCondition {"f":{"expression":["string","r"],"name":["string","r"]}}
admissionregistration.v1alpha1.MatchResources {"f":{"excludeResourceRules":["[]admissionregistration.v1alpha1.NamedRuleWithOperations","o",{"l":"atomic"}],"matchPolicy":["string","po:v1alpha1.MatchPolicyType"],"namespaceSelector":["meta.v1.LabelSelector","po"],"objectSelector":["meta.v1.LabelSelector","po"],"resourceRules":["[]admissionregistration.v1alpha1.NamedRuleWithOperations","o",{"l":"atomic"}]},"t":"atomic"}
admissionregistration.v1alpha1.MutatingAdmissionPolicy {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1alpha1.MutatingAdmissionPolicySpec","o"]},"g":[["admissionregistration.k8s.io","v1alpha1","MutatingAdmissionPolicy"]]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec","o"]},"g":[["admissionregistration.k8s.io","v1alpha1","MutatingAdmissionPolicyBinding"]]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1alpha1","MutatingAdmissionPolicyBindingList"]]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec {"f":{"matchResources":["admissionregistration.v1alpha1.MatchResources","po"],"paramRef":["admissionregistration.v1alpha1.ParamRef","po"],"policyName":["string","o"]}}
admissionregistration.v1alpha1.MutatingAdmissionPolicyList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1alpha1.MutatingAdmissionPolicy","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1alpha1","MutatingAdmissionPolicyList"]]}
admissionregistration.v1alpha1.MutatingAdmissionPolicySpec {"f":{"failurePolicy":["string","po:v1alpha1.FailurePolicyType"],"matchConditions":["[]admissionregistration.v1alpha1.MatchCondition","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"matchConstraints":["admissionregistration.v1alpha1.MatchResources","po"],"mutations":["[]admissionregistration.v1alpha1.Mutation","o",{"l":"atomic"}],"paramKind":["admissionregistration.v1alpha1.ParamKind","po"],"reinvocationPolicy":["string","o"],"variables":["[]admissionregistration.v1alpha1.Variable","o",{"l":"atomic"}]}}
admissionregistration.v1alpha1.Mutation {"f":{"applyConfiguration":["admissionregistration.v1alpha1.ApplyConfiguration","po"],"jsonPatch":["admissionregistration.v1alpha1.JSONPatch","po"],"patchType":["string","r:v1alpha1.PatchType"]}}
admissionregistration.v1alpha1.NamedRuleWithOperations {"f":{"apiGroups":["[]string","o",{"l":"atomic"}],"apiVersions":["[]string","o",{"l":"atomic"}],"operations":["[]string","o:v1.OperationType",{"l":"atomic"}],"resourceNames":["[]string","o",{"l":"atomic"}],"resources":["[]string","o",{"l":"atomic"}],"scope":["string","po:v1.ScopeType"]},"t":"atomic"}
admissionregistration.v1alpha1.ParamKind {"f":{"apiVersion":["string","o"],"kind":["string","o"]},"t":"atomic"}
admissionregistration.v1alpha1.ParamRef {"f":{"name":["string","o"],"namespace":["string","o"],"parameterNotFoundAction":["string","po:v1alpha1.ParameterNotFoundActionType"],"selector":["meta.v1.LabelSelector","po"]},"t":"atomic"}
admissionregistration.v1alpha1.Variable {"f":{"expression":["string","r"],"name":["string","r"]}}
admissionregistration.v1beta1.ApplyConfiguration {"f":{"expression":["string","o"]}}
admissionregistration.v1beta1.JSONPatch {"f":{"expression":["string","o"]}}
admissionregistration.v1beta1.MatchCondition {"f":{"expression":["string","r"],"name":["string","r"]}}
admissionregistration.v1beta1.MatchResources {"f":{"excludeResourceRules":["[]admissionregistration.v1beta1.NamedRuleWithOperations","o",{"l":"atomic"}],"matchPolicy":["string","po:v1beta1.MatchPolicyType"],"namespaceSelector":["meta.v1.LabelSelector","po"],"objectSelector":["meta.v1.LabelSelector","po"],"resourceRules":["[]admissionregistration.v1beta1.NamedRuleWithOperations","o",{"l":"atomic"}]},"t":"atomic"}
admissionregistration.v1beta1.MutatingAdmissionPolicy {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1beta1.MutatingAdmissionPolicySpec","o"]},"g":[["admissionregistration.k8s.io","v1beta1","MutatingAdmissionPolicy"]]}
admissionregistration.v1beta1.MutatingAdmissionPolicyBinding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec","o"]},"g":[["admissionregistration.k8s.io","v1beta1","MutatingAdmissionPolicyBinding"]]}
admissionregistration.v1beta1.MutatingAdmissionPolicyBindingList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1beta1.MutatingAdmissionPolicyBinding","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1beta1","MutatingAdmissionPolicyBindingList"]]}
admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec {"f":{"matchResources":["admissionregistration.v1beta1.MatchResources","po"],"paramRef":["admissionregistration.v1beta1.ParamRef","po"],"policyName":["string","o"]}}
admissionregistration.v1beta1.MutatingAdmissionPolicyList {"f":{"apiVersion":["string","o"],"items":["[]admissionregistration.v1beta1.MutatingAdmissionPolicy","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["admissionregistration.k8s.io","v1beta1","MutatingAdmissionPolicyList"]]}
admissionregistration.v1beta1.MutatingAdmissionPolicySpec {"f":{"failurePolicy":["string","po:v1beta1.FailurePolicyType"],"matchConditions":["[]admissionregistration.v1beta1.MatchCondition","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"matchConstraints":["admissionregistration.v1beta1.MatchResources","po"],"mutations":["[]admissionregistration.v1beta1.Mutation","o",{"l":"atomic"}],"paramKind":["admissionregistration.v1beta1.ParamKind","po"],"reinvocationPolicy":["string","o"],"variables":["[]admissionregistration.v1beta1.Variable","o",{"l":"atomic"}]}}
admissionregistration.v1beta1.Mutation {"f":{"applyConfiguration":["admissionregistration.v1beta1.ApplyConfiguration","po"],"jsonPatch":["admissionregistration.v1beta1.JSONPatch","po"],"patchType":["string","r:v1beta1.PatchType"]}}
admissionregistration.v1beta1.NamedRuleWithOperations {"f":{"apiGroups":["[]string","o",{"l":"atomic"}],"apiVersions":["[]string","o",{"l":"atomic"}],"operations":["[]string","o:v1.OperationType",{"l":"atomic"}],"resourceNames":["[]string","o",{"l":"atomic"}],"resources":["[]string","o",{"l":"atomic"}],"scope":["string","po:v1.ScopeType"]},"t":"atomic"}
admissionregistration.v1beta1.ParamKind {"f":{"apiVersion":["string","o"],"kind":["string","o"]},"t":"atomic"}
admissionregistration.v1beta1.ParamRef {"f":{"name":["string","o"],"namespace":["string","o"],"parameterNotFoundAction":["string","po:v1beta1.ParameterNotFoundActionType"],"selector":["meta.v1.LabelSelector","po"]},"t":"atomic"}
admissionregistration.v1beta1.Variable {"f":{"expression":["string","r"],"name":["string","r"]},"t":"atomic"}
apiserverinternal.v1alpha1.ServerStorageVersion {"f":{"apiServerID":["string","ro"],"decodableVersions":["[]string","ro",{"l":"set"}],"encodingVersion":["string","ro"],"servedVersions":["[]string","o",{"l":"set"}]}}
apiserverinternal.v1alpha1.StorageVersion {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","ro"],"spec":"apiserverinternal.v1alpha1.StorageVersionSpec","status":"apiserverinternal.v1alpha1.StorageVersionStatus"},"g":[["internal.apiserver.k8s.io","v1alpha1","StorageVersion"]]}
apiserverinternal.v1alpha1.StorageVersionCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","ro"],"observedGeneration":["integer:int64","o"],"reason":["string","r"],"status":["string","r:v1alpha1.ConditionStatus"],"type":["string","r:v1alpha1.StorageVersionConditionType"]}}
apiserverinternal.v1alpha1.StorageVersionList {"f":{"apiVersion":["string","o"],"items":["[]apiserverinternal.v1alpha1.StorageVersion","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["internal.apiserver.k8s.io","v1alpha1","StorageVersionList"]]}
apiserverinternal.v1alpha1.StorageVersionSpec {"is":"object"}
apiserverinternal.v1alpha1.StorageVersionStatus {"f":{"commonEncodingVersion":["string","po"],"conditions":["[]apiserverinternal.v1alpha1.StorageVersionCondition","o",{"l":"map","k":["type"]}],"storageVersions":["[]apiserverinternal.v1alpha1.ServerStorageVersion","o",{"l":"map","k":["apiServerID"]}]}}
apps.v1.ControllerRevision {"f":{"apiVersion":["string","o"],"data":["runtime.RawExtension","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"revision":["integer:int64","r"]},"g":[["apps","v1","ControllerRevision"]]}
apps.v1.ControllerRevisionList {"f":{"apiVersion":["string","o"],"items":["[]apps.v1.ControllerRevision","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apps","v1","ControllerRevisionList"]]}
apps.v1.DaemonSet {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["apps.v1.DaemonSetSpec","o"],"status":["apps.v1.DaemonSetStatus","o"]},"g":[["apps","v1","DaemonSet"]]}
apps.v1.DaemonSetCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.DaemonSetConditionType"]}}
apps.v1.DaemonSetList {"f":{"apiVersion":["string","o"],"items":["[]apps.v1.DaemonSet","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apps","v1","DaemonSetList"]]}
apps.v1.DaemonSetSpec {"f":{"minReadySeconds":["integer:int32","o"],"revisionHistoryLimit":["integer:int32","po"],"selector":["meta.v1.LabelSelector","rp"],"template":["core.v1.PodTemplateSpec","r"],"updateStrategy":["apps.v1.DaemonSetUpdateStrategy","o"]}}
apps.v1.DaemonSetStatus {"f":{"collisionCount":["integer:int32","po"],"conditions":["[]apps.v1.DaemonSetCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"currentNumberScheduled":["integer:int32","r"],"desiredNumberScheduled":["integer:int32","r"],"numberAvailable":["integer:int32","o"],"numberMisscheduled":["integer:int32","r"],"numberReady":["integer:int32","r"],"numberUnavailable":["integer:int32","o"],"observedGeneration":["integer:int64","o"],"updatedNumberScheduled":["integer:int32","o"]}}
apps.v1.DaemonSetUpdateStrategy {"f":{"rollingUpdate":["apps.v1.RollingUpdateDaemonSet","po"],"type":["string","o:v1.DaemonSetUpdateStrategyType"]}}
apps.v1.Deployment {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["apps.v1.DeploymentSpec","o"],"status":["apps.v1.DeploymentStatus","o"]},"g":[["apps","v1","Deployment"]]}
apps.v1.DeploymentCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"lastUpdateTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.DeploymentConditionType"]}}
apps.v1.DeploymentList {"f":{"apiVersion":["string","o"],"items":["[]apps.v1.Deployment","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apps","v1","DeploymentList"]]}
apps.v1.DeploymentSpec {"f":{"minReadySeconds":["integer:int32","o"],"paused":["boolean","o"],"progressDeadlineSeconds":["integer:int32","po"],"replicas":["integer:int32","po"],"revisionHistoryLimit":["integer:int32","po"],"selector":["meta.v1.LabelSelector","rp"],"strategy":["apps.v1.DeploymentStrategy","o",{"s":"retainKeys"}],"template":["core.v1.PodTemplateSpec","r"]}}
apps.v1.DeploymentStatus {"f":{"availableReplicas":["integer:int32","o"],"collisionCount":["integer:int32","po"],"conditions":["[]apps.v1.DeploymentCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"observedGeneration":["integer:int64","o"],"readyReplicas":["integer:int32","o"],"replicas":["integer:int32","o"],"terminatingReplicas":["integer:int32","po"],"unavailableReplicas":["integer:int32","o"],"updatedReplicas":["integer:int32","o"]}}
apps.v1.DeploymentStrategy {"f":{"rollingUpdate":["apps.v1.RollingUpdateDeployment","po"],"type":["string","o:v1.DeploymentStrategyType"]}}
apps.v1.ReplicaSet {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["apps.v1.ReplicaSetSpec","o"],"status":["apps.v1.ReplicaSetStatus","o"]},"g":[["apps","v1","ReplicaSet"]]}
apps.v1.ReplicaSetCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.ReplicaSetConditionType"]}}
apps.v1.ReplicaSetList {"f":{"apiVersion":["string","o"],"items":["[]apps.v1.ReplicaSet","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apps","v1","ReplicaSetList"]]}
apps.v1.ReplicaSetSpec {"f":{"minReadySeconds":["integer:int32","o"],"replicas":["integer:int32","po"],"selector":["meta.v1.LabelSelector","rp"],"template":["core.v1.PodTemplateSpec","o"]}}
apps.v1.ReplicaSetStatus {"f":{"availableReplicas":["integer:int32","o"],"conditions":["[]apps.v1.ReplicaSetCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"fullyLabeledReplicas":["integer:int32","o"],"observedGeneration":["integer:int64","o"],"readyReplicas":["integer:int32","o"],"replicas":["integer:int32","r"],"terminatingReplicas":["integer:int32","po"]}}
apps.v1.RollingUpdateDaemonSet {"f":{"maxSurge":["intstr.IntOrString","po"],"maxUnavailable":["intstr.IntOrString","po"]}}
apps.v1.RollingUpdateDeployment {"f":{"maxSurge":["intstr.IntOrString","po"],"maxUnavailable":["intstr.IntOrString","po"]}}
apps.v1.RollingUpdateStatefulSetStrategy {"f":{"maxUnavailable":["intstr.IntOrString","po"],"partition":["integer:int32","po"]}}
apps.v1.StatefulSet {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["apps.v1.StatefulSetSpec","o"],"status":["apps.v1.StatefulSetStatus","o"]},"g":[["apps","v1","StatefulSet"]]}
apps.v1.StatefulSetCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.StatefulSetConditionType"]}}
apps.v1.StatefulSetList {"f":{"apiVersion":["string","o"],"items":["[]apps.v1.StatefulSet","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apps","v1","StatefulSetList"]]}
apps.v1.StatefulSetOrdinals {"f":{"start":"integer:int32"}}
apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy {"f":{"whenDeleted":["string","o:v1.PersistentVolumeClaimRetentionPolicyType"],"whenScaled":["string","o:v1.PersistentVolumeClaimRetentionPolicyType"]}}
apps.v1.StatefulSetSpec {"f":{"minReadySeconds":["integer:int32","o"],"ordinals":["apps.v1.StatefulSetOrdinals","po"],"persistentVolumeClaimRetentionPolicy":["apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy","po"],"podManagementPolicy":["string","o:v1.PodManagementPolicyType"],"replicas":["integer:int32","po"],"revisionHistoryLimit":["integer:int32","po"],"selector":["meta.v1.LabelSelector","rp"],"serviceName":"string","template":["core.v1.PodTemplateSpec","r"],"updateStrategy":["apps.v1.StatefulSetUpdateStrategy","o"],"volumeClaimTemplates":["[]core.v1.PersistentVolumeClaim","o",{"l":"atomic"}]}}
apps.v1.StatefulSetStatus {"f":{"availableReplicas":"integer:int32","collisionCount":["integer:int32","po"],"conditions":["[]apps.v1.StatefulSetCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"currentReplicas":["integer:int32","o"],"currentRevision":["string","o"],"observedGeneration":["integer:int64","o"],"readyReplicas":["integer:int32","o"],"replicas":["integer:int32","r"],"updateRevision":["string","o"],"updatedReplicas":["integer:int32","o"]}}
apps.v1.StatefulSetUpdateStrategy {"f":{"rollingUpdate":["apps.v1.RollingUpdateStatefulSetStrategy","po"],"type":["string","o:v1.StatefulSetUpdateStrategyType"]}}
authentication.v1.BoundObjectReference {"f":{"apiVersion":["string","o"],"kind":["string","o"],"name":["string","o"],"uid":["string","o:types.UID"]}}
authentication.v1.SelfSubjectReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"status":["authentication.v1.SelfSubjectReviewStatus","o"]},"g":[["authentication.k8s.io","v1","SelfSubjectReview"]]}
authentication.v1.SelfSubjectReviewStatus {"f":{"userInfo":["authentication.v1.UserInfo","o"]}}
authentication.v1.TokenRequest {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":"authentication.v1.TokenRequestSpec","status":["authentication.v1.TokenRequestStatus","o"]},"g":[["authentication.k8s.io","v1","TokenRequest"]]}
authentication.v1.TokenRequestSpec {"f":{"audiences":["[]string","",{"l":"atomic"}],"boundObjectRef":["authentication.v1.BoundObjectReference","p"],"expirationSeconds":["integer:int64","p"]}}
authentication.v1.TokenRequestStatus {"f":{"expirationTimestamp":"meta.v1.Time","token":"string"}}
authentication.v1.TokenReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["authentication.v1.TokenReviewSpec","r"],"status":["authentication.v1.TokenReviewStatus","o"]},"g":[["authentication.k8s.io","v1","TokenReview"]]}
authentication.v1.TokenReviewSpec {"f":{"audiences":["[]string","o",{"l":"atomic"}],"token":["string","ro"]}}
authentication.v1.TokenReviewStatus {"f":{"audiences":["[]string","o",{"l":"atomic"}],"authenticated":["boolean","o"],"error":["string","o"],"user":["authentication.v1.UserInfo","o"]}}
authentication.v1.UserInfo {"f":{"extra":["map[string][]string","o"],"groups":["[]string","o",{"l":"atomic"}],"uid":["string","o"],"username":["string","o"]}}
authorization.v1.FieldSelectorAttributes {"f":{"rawSelector":["string","o"],"requirements":["[]meta.v1.FieldSelectorRequirement","o",{"l":"atomic"}]}}
authorization.v1.LabelSelectorAttributes {"f":{"rawSelector":["string","o"],"requirements":["[]meta.v1.LabelSelectorRequirement","o",{"l":"atomic"}]}}
authorization.v1.LocalSubjectAccessReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["authorization.v1.SubjectAccessReviewSpec","r"],"status":["authorization.v1.SubjectAccessReviewStatus","o"]},"g":[["authorization.k8s.io","v1","LocalSubjectAccessReview"]]}
authorization.v1.NonResourceAttributes {"f":{"path":["string","o"],"verb":["string","o"]}}
authorization.v1.NonResourceRule {"f":{"nonResourceURLs":["[]string","o",{"l":"atomic"}],"verbs":["[]string","r",{"l":"atomic"}]}}
authorization.v1.ResourceAttributes {"f":{"fieldSelector":["authorization.v1.FieldSelectorAttributes","po"],"group":["string","o"],"labelSelector":["authorization.v1.LabelSelectorAttributes","po"],"name":["string","o"],"namespace":["string","o"],"resource":["string","o"],"subresource":["string","o"],"verb":["string","o"],"version":["string","o"]}}
authorization.v1.ResourceRule {"f":{"apiGroups":["[]string","o",{"l":"atomic"}],"resourceNames":["[]string","o",{"l":"atomic"}],"resources":["[]string","o",{"l":"atomic"}],"verbs":["[]string","r",{"l":"atomic"}]}}
authorization.v1.SelfSubjectAccessReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["authorization.v1.SelfSubjectAccessReviewSpec","r"],"status":["authorization.v1.SubjectAccessReviewStatus","o"]},"g":[["authorization.k8s.io","v1","SelfSubjectAccessReview"]]}
authorization.v1.SelfSubjectAccessReviewSpec {"f":{"nonResourceAttributes":["authorization.v1.NonResourceAttributes","po"],"resourceAttributes":["authorization.v1.ResourceAttributes","po"]}}
authorization.v1.SelfSubjectRulesReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["authorization.v1.SelfSubjectRulesReviewSpec","r"],"status":["authorization.v1.SubjectRulesReviewStatus","o"]},"g":[["authorization.k8s.io","v1","SelfSubjectRulesReview"]]}
authorization.v1.SelfSubjectRulesReviewSpec {"f":{"namespace":["string","o"]}}
authorization.v1.SubjectAccessReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["authorization.v1.SubjectAccessReviewSpec","r"],"status":["authorization.v1.SubjectAccessReviewStatus","o"]},"g":[["authorization.k8s.io","v1","SubjectAccessReview"]]}
authorization.v1.SubjectAccessReviewSpec {"f":{"extra":["map[string][]string","o"],"groups":["[]string","o",{"l":"atomic"}],"nonResourceAttributes":["authorization.v1.NonResourceAttributes","po"],"resourceAttributes":["authorization.v1.ResourceAttributes","po"],"uid":["string","o"],"user":["string","o"]}}
authorization.v1.SubjectAccessReviewStatus {"f":{"allowed":["boolean","r"],"denied":["boolean","o"],"evaluationError":["string","o"],"reason":["string","o"]}}
authorization.v1.SubjectRulesReviewStatus {"f":{"evaluationError":["string","o"],"incomplete":["boolean","r"],"nonResourceRules":["[]authorization.v1.NonResourceRule","r",{"l":"atomic"}],"resourceRules":["[]authorization.v1.ResourceRule","r",{"l":"atomic"}]}}
autoscaling.v1.CrossVersionObjectReference {"f":{"apiVersion":["string","o"],"kind":["string","r"],"name":["string","r"]},"t":"atomic"}
autoscaling.v1.HorizontalPodAutoscaler {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["autoscaling.v1.HorizontalPodAutoscalerSpec","ro"],"status":["autoscaling.v1.HorizontalPodAutoscalerStatus","o"]},"g":[["autoscaling","v1","HorizontalPodAutoscaler"]]}
autoscaling.v1.HorizontalPodAutoscalerList {"f":{"apiVersion":["string","o"],"items":["[]autoscaling.v1.HorizontalPodAutoscaler","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["autoscaling","v1","HorizontalPodAutoscalerList"]]}
autoscaling.v1.HorizontalPodAutoscalerSpec {"f":{"maxReplicas":["integer:int32","r"],"minReplicas":["integer:int32","po"],"scaleTargetRef":["autoscaling.v1.CrossVersionObjectReference","r"],"targetCPUUtilizationPercentage":["integer:int32","po"]}}
autoscaling.v1.HorizontalPodAutoscalerStatus {"f":{"currentCPUUtilizationPercentage":["integer:int32","po"],"currentReplicas":["integer:int32","r"],"desiredReplicas":["integer:int32","r"],"lastScaleTime":["meta.v1.Time","po"],"observedGeneration":["integer:int64","po"]}}
autoscaling.v1.Scale {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["autoscaling.v1.ScaleSpec","o"],"status":["autoscaling.v1.ScaleStatus","o"]},"g":[["autoscaling","v1","Scale"]]}
autoscaling.v1.ScaleSpec {"f":{"replicas":["integer:int32","o"]}}
autoscaling.v1.ScaleStatus {"f":{"replicas":["integer:int32","r"],"selector":["string","o"]}}
autoscaling.v2.ContainerResourceMetricSource {"f":{"container":["string","r"],"name":["string","r:v1.ResourceName"],"target":["autoscaling.v2.MetricTarget","r"]}}
autoscaling.v2.ContainerResourceMetricStatus {"f":{"container":["string","r"],"current":["autoscaling.v2.MetricValueStatus","r"],"name":["string","r:v1.ResourceName"]}}
autoscaling.v2.CrossVersionObjectReference {"f":{"apiVersion":["string","o"],"kind":["string","r"],"name":["string","r"]}}
autoscaling.v2.ExternalMetricSource {"f":{"metric":["autoscaling.v2.MetricIdentifier","r"],"target":["autoscaling.v2.MetricTarget","r"]}}
autoscaling.v2.ExternalMetricStatus {"f":{"current":["autoscaling.v2.MetricValueStatus","r"],"metric":["autoscaling.v2.MetricIdentifier","r"]}}
autoscaling.v2.HPAScalingPolicy {"f":{"periodSeconds":["integer:int32","r"],"type":["string","r:v2.HPAScalingPolicyType"],"value":["integer:int32","r"]}}
autoscaling.v2.HPAScalingRules {"f":{"policies":["[]autoscaling.v2.HPAScalingPolicy","o",{"l":"atomic"}],"selectPolicy":["string","po:v2.ScalingPolicySelect"],"stabilizationWindowSeconds":["integer:int32","po"],"tolerance":["resource.Quantity","po"]}}
autoscaling.v2.HorizontalPodAutoscaler {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["autoscaling.v2.HorizontalPodAutoscalerSpec","ro"],"status":["autoscaling.v2.HorizontalPodAutoscalerStatus","o"]},"g":[["autoscaling","v2","HorizontalPodAutoscaler"]]}
autoscaling.v2.HorizontalPodAutoscalerBehavior {"f":{"scaleDown":["autoscaling.v2.HPAScalingRules","po"],"scaleUp":["autoscaling.v2.HPAScalingRules","po"]}}
autoscaling.v2.HorizontalPodAutoscalerCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v2.HorizontalPodAutoscalerConditionType"]}}
autoscaling.v2.HorizontalPodAutoscalerList {"f":{"apiVersion":["string","o"],"items":["[]autoscaling.v2.HorizontalPodAutoscaler","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["autoscaling","v2","HorizontalPodAutoscalerList"]]}
autoscaling.v2.HorizontalPodAutoscalerSpec {"f":{"behavior":["autoscaling.v2.HorizontalPodAutoscalerBehavior","po"],"maxReplicas":["integer:int32","r"],"metrics":["[]autoscaling.v2.MetricSpec","o",{"l":"atomic"}],"minReplicas":["integer:int32","po"],"scaleTargetRef":["autoscaling.v2.CrossVersionObjectReference","r"]}}
autoscaling.v2.HorizontalPodAutoscalerStatus {"f":{"conditions":["[]autoscaling.v2.HorizontalPodAutoscalerCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"currentMetrics":["[]autoscaling.v2.MetricStatus","",{"l":"atomic"}],"currentReplicas":["integer:int32","o"],"desiredReplicas":["integer:int32","r"],"lastScaleTime":["meta.v1.Time","po"],"observedGeneration":["integer:int64","po"]}}
autoscaling.v2.MetricIdentifier {"f":{"name":["string","r"],"selector":["meta.v1.LabelSelector","po"]}}
autoscaling.v2.MetricSpec {"f":{"containerResource":["autoscaling.v2.ContainerResourceMetricSource","po"],"external":["autoscaling.v2.ExternalMetricSource","po"],"object":["autoscaling.v2.ObjectMetricSource","po"],"pods":["autoscaling.v2.PodsMetricSource","po"],"resource":["autoscaling.v2.ResourceMetricSource","po"],"type":["string","r:v2.MetricSourceType"]}}
autoscaling.v2.MetricStatus {"f":{"containerResource":["autoscaling.v2.ContainerResourceMetricStatus","po"],"external":["autoscaling.v2.ExternalMetricStatus","po"],"object":["autoscaling.v2.ObjectMetricStatus","po"],"pods":["autoscaling.v2.PodsMetricStatus","po"],"resource":["autoscaling.v2.ResourceMetricStatus","po"],"type":["string","r:v2.MetricSourceType"]}}
autoscaling.v2.MetricTarget {"f":{"averageUtilization":["integer:int32","po"],"averageValue":["resource.Quantity","po"],"type":["string","r:v2.MetricTargetType"],"value":["resource.Quantity","po"]}}
autoscaling.v2.MetricValueStatus {"f":{"averageUtilization":["integer:int32","po"],"averageValue":["resource.Quantity","po"],"value":["resource.Quantity","po"]}}
autoscaling.v2.ObjectMetricSource {"f":{"describedObject":["autoscaling.v2.CrossVersionObjectReference","r"],"metric":["autoscaling.v2.MetricIdentifier","r"],"target":["autoscaling.v2.MetricTarget","r"]}}
autoscaling.v2.ObjectMetricStatus {"f":{"current":["autoscaling.v2.MetricValueStatus","r"],"describedObject":["autoscaling.v2.CrossVersionObjectReference","r"],"metric":["autoscaling.v2.MetricIdentifier","r"]}}
autoscaling.v2.PodsMetricSource {"f":{"metric":["autoscaling.v2.MetricIdentifier","r"],"target":["autoscaling.v2.MetricTarget","r"]}}
autoscaling.v2.PodsMetricStatus {"f":{"current":["autoscaling.v2.MetricValueStatus","r"],"metric":["autoscaling.v2.MetricIdentifier","r"]}}
autoscaling.v2.ResourceMetricSource {"f":{"name":["string","r:v1.ResourceName"],"target":["autoscaling.v2.MetricTarget","r"]}}
autoscaling.v2.ResourceMetricStatus {"f":{"current":["autoscaling.v2.MetricValueStatus","r"],"name":["string","r:v1.ResourceName"]}}
batch.v1.CronJob {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["batch.v1.CronJobSpec","ro"],"status":["batch.v1.CronJobStatus","o"]},"g":[["batch","v1","CronJob"]]}
batch.v1.CronJobList {"f":{"apiVersion":["string","o"],"items":["[]batch.v1.CronJob","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["batch","v1","CronJobList"]]}
batch.v1.CronJobSpec {"f":{"concurrencyPolicy":["string","o:v1.ConcurrencyPolicy"],"failedJobsHistoryLimit":["integer:int32","po"],"jobTemplate":["batch.v1.JobTemplateSpec","r"],"schedule":["string","r"],"startingDeadlineSeconds":["integer:int64","po"],"successfulJobsHistoryLimit":["integer:int32","po"],"suspend":["boolean","po"],"timeZone":["string","po"]}}
batch.v1.CronJobStatus {"f":{"active":["[]core.v1.ObjectReference","o",{"l":"atomic"}],"lastScheduleTime":["meta.v1.Time","po"],"lastSuccessfulTime":["meta.v1.Time","po"]}}
batch.v1.Job {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["batch.v1.JobSpec","o"],"status":["batch.v1.JobStatus","o"]},"g":[["batch","v1","Job"]]}
batch.v1.JobCondition {"f":{"lastProbeTime":["meta.v1.Time","o"],"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.JobConditionType"]}}
batch.v1.JobList {"f":{"apiVersion":["string","o"],"items":["[]batch.v1.Job","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["batch","v1","JobList"]]}
batch.v1.JobSpec {"f":{"activeDeadlineSeconds":["integer:int64","po"],"backoffLimit":["integer:int32","po"],"backoffLimitPerIndex":["integer:int32","po"],"completionMode":["string","po:v1.CompletionMode"],"completions":["integer:int32","po"],"managedBy":["string","po"],"manualSelector":["boolean","po"],"maxFailedIndexes":["integer:int32","po"],"parallelism":["integer:int32","po"],"podFailurePolicy":["batch.v1.PodFailurePolicy","po"],"podReplacementPolicy":["string","po:v1.PodReplacementPolicy"],"selector":["meta.v1.LabelSelector","po"],"successPolicy":["batch.v1.SuccessPolicy","po"],"suspend":["boolean","po"],"template":["core.v1.PodTemplateSpec","r"],"ttlSecondsAfterFinished":["integer:int32","po"]}}
batch.v1.JobStatus {"f":{"active":["integer:int32","o"],"completedIndexes":["string","o"],"completionTime":["meta.v1.Time","po"],"conditions":["[]batch.v1.JobCondition","o",{"l":"atomic","s":"merge","m":"type"}],"failed":["integer:int32","o"],"failedIndexes":["string","po"],"ready":["integer:int32","po"],"startTime":["meta.v1.Time","po"],"succeeded":["integer:int32","o"],"terminating":["integer:int32","po"],"uncountedTerminatedPods":["batch.v1.UncountedTerminatedPods","po"]}}
batch.v1.JobTemplateSpec {"f":{"metadata":["meta.v1.ObjectMeta","o"],"spec":["batch.v1.JobSpec","o"]}}
batch.v1.PodFailurePolicy {"f":{"rules":["[]batch.v1.PodFailurePolicyRule","r",{"l":"atomic"}]}}
batch.v1.PodFailurePolicyOnExitCodesRequirement {"f":{"containerName":["string","po"],"operator":["string","r:v1.PodFailurePolicyOnExitCodesOperator"],"values":["[]integer:int32","r",{"l":"set"}]}}
batch.v1.PodFailurePolicyOnPodConditionsPattern {"f":{"status":["string",":v1.ConditionStatus"],"type":["string","r:v1.PodConditionType"]}}
batch.v1.PodFailurePolicyRule {"f":{"action":["string","r:v1.PodFailurePolicyAction"],"onExitCodes":["batch.v1.PodFailurePolicyOnExitCodesRequirement","po"],"onPodConditions":["[]batch.v1.PodFailurePolicyOnPodConditionsPattern","o",{"l":"atomic"}]}}
batch.v1.SuccessPolicy {"f":{"rules":["[]batch.v1.SuccessPolicyRule","r",{"l":"atomic"}]}}
batch.v1.SuccessPolicyRule {"f":{"succeededCount":["integer:int32","po"],"succeededIndexes":["string","po"]}}
batch.v1.UncountedTerminatedPods {"f":{"failed":["[]string","o:types.UID",{"l":"set"}],"succeeded":["[]string","o:types.UID",{"l":"set"}]}}
certificates.v1.CertificateSigningRequest {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["certificates.v1.CertificateSigningRequestSpec","r"],"status":["certificates.v1.CertificateSigningRequestStatus","o"]},"g":[["certificates.k8s.io","v1","CertificateSigningRequest"]]}
certificates.v1.CertificateSigningRequestCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"lastUpdateTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.RequestConditionType"]}}
certificates.v1.CertificateSigningRequestList {"f":{"apiVersion":["string","o"],"items":["[]certificates.v1.CertificateSigningRequest","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["certificates.k8s.io","v1","CertificateSigningRequestList"]]}
certificates.v1.CertificateSigningRequestSpec {"f":{"expirationSeconds":["integer:int32","po"],"extra":["map[string][]string","o"],"groups":["[]string","o",{"l":"atomic"}],"request":["string:byte","r"],"signerName":["string","r"],"uid":["string","o"],"usages":["[]string","o:v1.KeyUsage",{"l":"atomic"}],"username":["string","o"]}}
certificates.v1.CertificateSigningRequestStatus {"f":{"certificate":["string:byte","o"],"conditions":["[]certificates.v1.CertificateSigningRequestCondition","o",{"l":"map","k":["type"]}]}}
certificates.v1alpha1.ClusterTrustBundle {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["certificates.v1alpha1.ClusterTrustBundleSpec","r"]},"g":[["certificates.k8s.io","v1alpha1","ClusterTrustBundle"]]}
certificates.v1alpha1.ClusterTrustBundleList {"f":{"apiVersion":["string","o"],"items":["[]certificates.v1alpha1.ClusterTrustBundle","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["certificates.k8s.io","v1alpha1","ClusterTrustBundleList"]]}
certificates.v1alpha1.ClusterTrustBundleSpec {"f":{"signerName":["string","o"],"trustBundle":["string","r"]}}
certificates.v1beta1.ClusterTrustBundle {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["certificates.v1beta1.ClusterTrustBundleSpec","r"]},"g":[["certificates.k8s.io","v1beta1","ClusterTrustBundle"]]}
certificates.v1beta1.ClusterTrustBundleList {"f":{"apiVersion":["string","o"],"items":["[]certificates.v1beta1.ClusterTrustBundle","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["certificates.k8s.io","v1beta1","ClusterTrustBundleList"]]}
certificates.v1beta1.ClusterTrustBundleSpec {"f":{"signerName":["string","o"],"trustBundle":["string","r"]}}
certificates.v1beta1.PodCertificateRequest {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["certificates.v1beta1.PodCertificateRequestSpec","r"],"status":["certificates.v1beta1.PodCertificateRequestStatus","o"]},"g":[["certificates.k8s.io","v1beta1","PodCertificateRequest"]]}
certificates.v1beta1.PodCertificateRequestList {"f":{"apiVersion":["string","o"],"items":["[]certificates.v1beta1.PodCertificateRequest","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["certificates.k8s.io","v1beta1","PodCertificateRequestList"]]}
certificates.v1beta1.PodCertificateRequestSpec {"f":{"maxExpirationSeconds":["integer:int32","po"],"nodeName":["string","r"],"nodeUID":["string","r:types.UID"],"pkixPublicKey":"string:byte","podName":["string","r"],"podUID":["string","r:types.UID"],"proofOfPossession":"string:byte","serviceAccountName":["string","r"],"serviceAccountUID":["string","r:types.UID"],"signerName":["string","r"],"stubPKCS10Request":["string:byte","r"],"unverifiedUserAnnotations":["map[string]string","o"]}}
certificates.v1beta1.PodCertificateRequestStatus {"f":{"beginRefreshAt":["meta.v1.Time","po"],"certificateChain":["string","o"],"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"notAfter":["meta.v1.Time","po"],"notBefore":["meta.v1.Time","po"]}}
coordination.v1.Lease {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["coordination.v1.LeaseSpec","o"]},"g":[["coordination.k8s.io","v1","Lease"]]}
coordination.v1.LeaseList {"f":{"apiVersion":["string","o"],"items":["[]coordination.v1.Lease","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["coordination.k8s.io","v1","LeaseList"]]}
coordination.v1.LeaseSpec {"f":{"acquireTime":["meta.v1.MicroTime","po"],"holderIdentity":["string","po"],"leaseDurationSeconds":["integer:int32","po"],"leaseTransitions":["integer:int32","po"],"preferredHolder":["string","po"],"renewTime":["meta.v1.MicroTime","po"],"strategy":["string","po:v1.CoordinatedLeaseStrategy"]}}
coordination.v1alpha2.LeaseCandidate {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["coordination.v1alpha2.LeaseCandidateSpec","ro"]},"g":[["coordination.k8s.io","v1alpha2","LeaseCandidate"]]}
coordination.v1alpha2.LeaseCandidateList {"f":{"apiVersion":["string","o"],"items":["[]coordination.v1alpha2.LeaseCandidate","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["coordination.k8s.io","v1alpha2","LeaseCandidateList"]]}
coordination.v1alpha2.LeaseCandidateSpec {"f":{"binaryVersion":["string","r"],"emulationVersion":["string","o"],"leaseName":["string","r"],"pingTime":["meta.v1.MicroTime","po"],"renewTime":["meta.v1.MicroTime","po"],"strategy":["string","ro:v1.CoordinatedLeaseStrategy"]}}
coordination.v1beta1.LeaseCandidate {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["coordination.v1beta1.LeaseCandidateSpec","ro"]},"g":[["coordination.k8s.io","v1beta1","LeaseCandidate"]]}
coordination.v1beta1.LeaseCandidateList {"f":{"apiVersion":["string","o"],"items":["[]coordination.v1beta1.LeaseCandidate","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["coordination.k8s.io","v1beta1","LeaseCandidateList"]]}
coordination.v1beta1.LeaseCandidateSpec {"f":{"binaryVersion":["string","r"],"emulationVersion":["string","o"],"leaseName":["string","r"],"pingTime":["meta.v1.MicroTime","po"],"renewTime":["meta.v1.MicroTime","po"],"strategy":["string","ro:v1.CoordinatedLeaseStrategy"]}}
core.v1.AWSElasticBlockStoreVolumeSource {"f":{"fsType":["string","o"],"partition":["integer:int32","o"],"readOnly":["boolean","o"],"volumeID":["string","r"]}}
core.v1.Affinity {"f":{"nodeAffinity":["core.v1.NodeAffinity","po"],"podAffinity":["core.v1.PodAffinity","po"],"podAntiAffinity":["core.v1.PodAntiAffinity","po"]}}
core.v1.AppArmorProfile {"f":{"localhostProfile":["string","po"],"type":["string","r:v1.AppArmorProfileType"]}}
core.v1.AttachedVolume {"f":{"devicePath":["string","r"],"name":["string","r:v1.UniqueVolumeName"]}}
core.v1.AzureDiskVolumeSource {"f":{"cachingMode":["string","po:v1.AzureDataDiskCachingMode"],"diskName":["string","r"],"diskURI":["string","r"],"fsType":["string","po"],"kind":["string","po:v1.AzureDataDiskKind"],"readOnly":["boolean","po"]}}
core.v1.AzureFilePersistentVolumeSource {"f":{"readOnly":["boolean","o"],"secretName":["string","r"],"secretNamespace":["string","p"],"shareName":["string","r"]}}
core.v1.AzureFileVolumeSource {"f":{"readOnly":["boolean","o"],"secretName":["string","r"],"shareName":["string","r"]}}
core.v1.Binding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"target":["core.v1.ObjectReference","r"]},"g":[["","v1","Binding"]]}
core.v1.CSIPersistentVolumeSource {"f":{"controllerExpandSecretRef":["core.v1.SecretReference","po"],"controllerPublishSecretRef":["core.v1.SecretReference","po"],"driver":["string","r"],"fsType":["string","o"],"nodeExpandSecretRef":["core.v1.SecretReference","po"],"nodePublishSecretRef":["core.v1.SecretReference","po"],"nodeStageSecretRef":["core.v1.SecretReference","po"],"readOnly":["boolean","o"],"volumeAttributes":["map[string]string","o"],"volumeHandle":["string","r"]}}
core.v1.CSIVolumeSource {"f":{"driver":["string","r"],"fsType":["string","po"],"nodePublishSecretRef":["core.v1.LocalObjectReference","po"],"readOnly":["boolean","po"],"volumeAttributes":["map[string]string","o"]}}
core.v1.Capabilities {"f":{"add":["[]string","o:v1.Capability",{"l":"atomic"}],"drop":["[]string","o:v1.Capability",{"l":"atomic"}]}}
core.v1.CephFSPersistentVolumeSource {"f":{"monitors":["[]string","r",{"l":"atomic"}],"path":["string","o"],"readOnly":["boolean","o"],"secretFile":["string","o"],"secretRef":["core.v1.SecretReference","po"],"user":["string","o"]}}
core.v1.CephFSVolumeSource {"f":{"monitors":["[]string","r",{"l":"atomic"}],"path":["string","o"],"readOnly":["boolean","o"],"secretFile":["string","o"],"secretRef":["core.v1.LocalObjectReference","po"],"user":["string","o"]}}
core.v1.CinderPersistentVolumeSource {"f":{"fsType":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.SecretReference","po"],"volumeID":["string","r"]}}
core.v1.CinderVolumeSource {"f":{"fsType":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.LocalObjectReference","po"],"volumeID":["string","r"]}}
core.v1.ClientIPConfig {"f":{"timeoutSeconds":["integer:int32","po"]}}
core.v1.ClusterTrustBundleProjection {"f":{"labelSelector":["meta.v1.LabelSelector","po"],"name":["string","po"],"optional":["boolean","po"],"path":["string","r"],"signerName":["string","po"]}}
core.v1.ComponentCondition {"f":{"error":["string","o"],"message":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.ComponentConditionType"]}}
core.v1.ComponentStatus {"f":{"apiVersion":["string","o"],"conditions":["[]core.v1.ComponentCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"]},"g":[["","v1","ComponentStatus"]]}
core.v1.ComponentStatusList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.ComponentStatus","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","ComponentStatusList"]]}
core.v1.ConfigMap {"f":{"apiVersion":["string","o"],"binaryData":["map[string]string:byte","o"],"data":["map[string]string","o"],"immutable":["boolean","po"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"]},"g":[["","v1","ConfigMap"]]}
core.v1.ConfigMapEnvSource {"f":{"name":["string","o"],"optional":["boolean","po"]}}
core.v1.ConfigMapKeySelector {"f":{"key":["string","r"],"name":["string","o"],"optional":["boolean","po"]},"t":"atomic"}
core.v1.ConfigMapList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.ConfigMap","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","ConfigMapList"]]}
core.v1.ConfigMapNodeConfigSource {"f":{"kubeletConfigKey":["string","r"],"name":["string","r"],"namespace":["string","r"],"resourceVersion":["string","o"],"uid":["string","o:types.UID"]}}
core.v1.ConfigMapProjection {"f":{"items":["[]core.v1.KeyToPath","o",{"l":"atomic"}],"name":["string","o"],"optional":["boolean","po"]}}
core.v1.ConfigMapVolumeSource {"f":{"defaultMode":["integer:int32","po"],"items":["[]core.v1.KeyToPath","o",{"l":"atomic"}],"name":["string","o"],"optional":["boolean","po"]}}
core.v1.Container {"f":{"args":["[]string","o",{"l":"atomic"}],"command":["[]string","o",{"l":"atomic"}],"env":["[]core.v1.EnvVar","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"envFrom":["[]core.v1.EnvFromSource","o",{"l":"atomic"}],"image":["string","o"],"imagePullPolicy":["string","o:v1.PullPolicy"],"lifecycle":["core.v1.Lifecycle","po"],"livenessProbe":["core.v1.Probe","po"],"name":["string","r"],"ports":["[]core.v1.ContainerPort","o",{"l":"map","k":["containerPort","protocol"],"s":"merge","m":"containerPort"}],"readinessProbe":["core.v1.Probe","po"],"resizePolicy":["[]core.v1.ContainerResizePolicy","o",{"l":"atomic"}],"resources":["core.v1.ResourceRequirements","o"],"restartPolicy":["string","po:v1.ContainerRestartPolicy"],"restartPolicyRules":["[]core.v1.ContainerRestartRule","o",{"l":"atomic"}],"securityContext":["core.v1.SecurityContext","po"],"startupProbe":["core.v1.Probe","po"],"stdin":["boolean","o"],"stdinOnce":["boolean","o"],"terminationMessagePath":["string","o"],"terminationMessagePolicy":["string","o:v1.TerminationMessagePolicy"],"tty":["boolean","o"],"volumeDevices":["[]core.v1.VolumeDevice","o",{"l":"map","k":["devicePath"],"s":"merge","m":"devicePath"}],"volumeMounts":["[]core.v1.VolumeMount","o",{"l":"map","k":["mountPath"],"s":"merge","m":"mountPath"}],"workingDir":["string","o"]}}
core.v1.ContainerExtendedResourceRequest {"f":{"containerName":["string","r"],"requestName":["string","r"],"resourceName":["string","r"]}}
core.v1.ContainerImage {"f":{"names":["[]string","",{"l":"atomic"}],"sizeBytes":["integer:int64","o"]}}
core.v1.ContainerPort {"f":{"containerPort":["integer:int32","r"],"hostIP":["string","o"],"hostPort":["integer:int32","o"],"name":["string","o"],"protocol":["string","o:v1.Protocol"]}}
core.v1.ContainerResizePolicy {"f":{"resourceName":["string","r:v1.ResourceName"],"restartPolicy":["string","r:v1.ResourceResizeRestartPolicy"]}}
core.v1.ContainerRestartRule {"f":{"action":["string","ro:v1.ContainerRestartRuleAction"],"exitCodes":["core.v1.ContainerRestartRuleOnExitCodes","po"]}}
core.v1.ContainerRestartRuleOnExitCodes {"f":{"operator":["string","ro:v1.ContainerRestartRuleOnExitCodesOperator"],"values":["[]integer:int32","o",{"l":"set"}]}}
core.v1.ContainerState {"f":{"running":["core.v1.ContainerStateRunning","po"],"terminated":["core.v1.ContainerStateTerminated","po"],"waiting":["core.v1.ContainerStateWaiting","po"]}}
core.v1.ContainerStateRunning {"f":{"startedAt":["meta.v1.Time","o"]}}
core.v1.ContainerStateTerminated {"f":{"containerID":["string","o"],"exitCode":["integer:int32","r"],"finishedAt":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"signal":["integer:int32","o"],"startedAt":["meta.v1.Time","o"]}}
core.v1.ContainerStateWaiting {"f":{"message":["string","o"],"reason":["string","o"]}}
core.v1.ContainerStatus {"f":{"allocatedResources":["map[string]resource.Quantity","o"],"allocatedResourcesStatus":["[]core.v1.ResourceStatus","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"containerID":["string","o"],"image":["string","r"],"imageID":["string","r"],"lastState":["core.v1.ContainerState","o"],"name":["string","r"],"ready":["boolean","r"],"resources":["core.v1.ResourceRequirements","po"],"restartCount":["integer:int32","r"],"started":["boolean","po"],"state":["core.v1.ContainerState","o"],"stopSignal":["string","po:v1.Signal"],"user":["core.v1.ContainerUser","po"],"volumeMounts":["[]core.v1.VolumeMountStatus","o",{"l":"map","k":["mountPath"],"s":"merge","m":"mountPath"}]}}
core.v1.ContainerUser {"f":{"linux":["core.v1.LinuxContainerUser","po"]}}
core.v1.DaemonEndpoint {"f":{"Port":["integer:int32","r"]}}
core.v1.DownwardAPIProjection {"f":{"items":["[]core.v1.DownwardAPIVolumeFile","o",{"l":"atomic"}]}}
core.v1.DownwardAPIVolumeFile {"f":{"fieldRef":["core.v1.ObjectFieldSelector","po"],"mode":["integer:int32","po"],"path":["string","r"],"resourceFieldRef":["core.v1.ResourceFieldSelector","po"]}}
core.v1.DownwardAPIVolumeSource {"f":{"defaultMode":["integer:int32","po"],"items":["[]core.v1.DownwardAPIVolumeFile","o",{"l":"atomic"}]}}
core.v1.EmptyDirVolumeSource {"f":{"medium":["string","o:v1.StorageMedium"],"sizeLimit":["resource.Quantity","po"]}}
core.v1.EndpointAddress {"f":{"hostname":["string","o"],"ip":["string","r"],"nodeName":["string","po"],"targetRef":["core.v1.ObjectReference","po"]},"t":"atomic"}
core.v1.EndpointPort {"f":{"appProtocol":["string","po"],"name":["string","o"],"port":["integer:int32","r"],"protocol":["string","o:v1.Protocol"]},"t":"atomic"}
core.v1.EndpointSubset {"f":{"addresses":["[]core.v1.EndpointAddress","o",{"l":"atomic"}],"notReadyAddresses":["[]core.v1.EndpointAddress","o",{"l":"atomic"}],"ports":["[]core.v1.EndpointPort","o",{"l":"atomic"}]}}
core.v1.Endpoints {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"subsets":["[]core.v1.EndpointSubset","o",{"l":"atomic"}]},"g":[["","v1","Endpoints"]]}
core.v1.EndpointsList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Endpoints","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","EndpointsList"]]}
core.v1.EnvFromSource {"f":{"configMapRef":["core.v1.ConfigMapEnvSource","po"],"prefix":["string","o"],"secretRef":["core.v1.SecretEnvSource","po"]}}
core.v1.EnvVar {"f":{"name":["string","r"],"value":["string","o"],"valueFrom":["core.v1.EnvVarSource","po"]}}
core.v1.EnvVarSource {"f":{"configMapKeyRef":["core.v1.ConfigMapKeySelector","po"],"fieldRef":["core.v1.ObjectFieldSelector","po"],"fileKeyRef":["core.v1.FileKeySelector","po"],"resourceFieldRef":["core.v1.ResourceFieldSelector","po"],"secretKeyRef":["core.v1.SecretKeySelector","po"]}}
core.v1.EphemeralContainer {"f":{"args":["[]string","o",{"l":"atomic"}],"command":["[]string","o",{"l":"atomic"}],"env":["[]core.v1.EnvVar","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"envFrom":["[]core.v1.EnvFromSource","o",{"l":"atomic"}],"image":["string","o"],"imagePullPolicy":["string","o:v1.PullPolicy"],"lifecycle":["core.v1.Lifecycle","po"],"livenessProbe":["core.v1.Probe","po"],"name":["string","r"],"ports":["[]core.v1.ContainerPort","o",{"l":"map","k":["containerPort","protocol"],"s":"merge","m":"containerPort"}],"readinessProbe":["core.v1.Probe","po"],"resizePolicy":["[]core.v1.ContainerResizePolicy","o",{"l":"atomic"}],"resources":["core.v1.ResourceRequirements","o"],"restartPolicy":["string","po:v1.ContainerRestartPolicy"],"restartPolicyRules":["[]core.v1.ContainerRestartRule","o",{"l":"atomic"}],"securityContext":["core.v1.SecurityContext","po"],"startupProbe":["core.v1.Probe","po"],"stdin":["boolean","o"],"stdinOnce":["boolean","o"],"targetContainerName":["string","o"],"terminationMessagePath":["string","o"],"terminationMessagePolicy":["string","o:v1.TerminationMessagePolicy"],"tty":["boolean","o"],"volumeDevices":["[]core.v1.VolumeDevice","o",{"l":"map","k":["devicePath"],"s":"merge","m":"devicePath"}],"volumeMounts":["[]core.v1.VolumeMount","o",{"l":"map","k":["mountPath"],"s":"merge","m":"mountPath"}],"workingDir":["string","o"]}}
core.v1.EphemeralVolumeSource {"f":{"volumeClaimTemplate":["core.v1.PersistentVolumeClaimTemplate","po"]}}
core.v1.Event {"f":{"action":["string","o"],"apiVersion":["string","o"],"count":["integer:int32","o"],"eventTime":["meta.v1.MicroTime","o"],"firstTimestamp":["meta.v1.Time","o"],"involvedObject":["core.v1.ObjectReference","r"],"kind":["string","o"],"lastTimestamp":["meta.v1.Time","o"],"message":["string","o"],"metadata":["meta.v1.ObjectMeta","r"],"reason":["string","o"],"related":["core.v1.ObjectReference","po"],"reportingComponent":"string","reportingInstance":"string","series":["core.v1.EventSeries","po"],"source":["core.v1.EventSource","o"],"type":["string","o"]},"g":[["","v1","Event"]]}
core.v1.EventList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Event","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","EventList"]]}
core.v1.EventSeries {"f":{"count":["integer:int32","o"],"lastObservedTime":["meta.v1.MicroTime","o"]}}
core.v1.EventSource {"f":{"component":["string","o"],"host":["string","o"]}}
core.v1.ExecAction {"f":{"command":["[]string","o",{"l":"atomic"}]}}
core.v1.FCVolumeSource {"f":{"fsType":["string","o"],"lun":["integer:int32","po"],"readOnly":["boolean","o"],"targetWWNs":["[]string","o",{"l":"atomic"}],"wwids":["[]string","o",{"l":"atomic"}]}}
core.v1.FileKeySelector {"f":{"key":["string","r"],"optional":["boolean","po"],"path":["string","r"],"volumeName":["string","r"]},"t":"atomic"}
core.v1.FlexPersistentVolumeSource {"f":{"driver":["string","r"],"fsType":["string","o"],"options":["map[string]string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.SecretReference","po"]}}
core.v1.FlexVolumeSource {"f":{"driver":["string","r"],"fsType":["string","o"],"options":["map[string]string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.LocalObjectReference","po"]}}
core.v1.FlockerVolumeSource {"f":{"datasetName":["string","o"],"datasetUUID":["string","o"]}}
core.v1.GCEPersistentDiskVolumeSource {"f":{"fsType":["string","o"],"partition":["integer:int32","o"],"pdName":["string","r"],"readOnly":["boolean","o"]}}
core.v1.GRPCAction {"f":{"port":["integer:int32","r"],"service":["string","p"]}}
core.v1.GitRepoVolumeSource {"f":{"directory":["string","o"],"repository":["string","r"],"revision":["string","o"]}}
core.v1.GlusterfsPersistentVolumeSource {"f":{"endpoints":["string","r"],"endpointsNamespace":["string","po"],"path":["string","r"],"readOnly":["boolean","o"]}}
core.v1.GlusterfsVolumeSource {"f":{"endpoints":["string","r"],"path":["string","r"],"readOnly":["boolean","o"]}}
core.v1.HTTPGetAction {"f":{"host":["string","o"],"httpHeaders":["[]core.v1.HTTPHeader","o",{"l":"atomic"}],"path":["string","o"],"port":["intstr.IntOrString","r"],"scheme":["string","o:v1.URIScheme"]}}
core.v1.HTTPHeader {"f":{"name":["string","r"],"value":["string","r"]}}
core.v1.HostAlias {"f":{"hostnames":["[]string","o",{"l":"atomic"}],"ip":["string","r"]}}
core.v1.HostIP {"f":{"ip":["string","r"]}}
core.v1.HostPathVolumeSource {"f":{"path":["string","r"],"type":["string","po:v1.HostPathType"]}}
core.v1.ISCSIPersistentVolumeSource {"f":{"chapAuthDiscovery":["boolean","o"],"chapAuthSession":["boolean","o"],"fsType":["string","o"],"initiatorName":["string","po"],"iqn":["string","r"],"iscsiInterface":["string","o"],"lun":["integer:int32","r"],"portals":["[]string","o",{"l":"atomic"}],"readOnly":["boolean","o"],"secretRef":["core.v1.SecretReference","po"],"targetPortal":["string","r"]}}
core.v1.ISCSIVolumeSource {"f":{"chapAuthDiscovery":["boolean","o"],"chapAuthSession":["boolean","o"],"fsType":["string","o"],"initiatorName":["string","po"],"iqn":["string","r"],"iscsiInterface":["string","o"],"lun":["integer:int32","r"],"portals":["[]string","o",{"l":"atomic"}],"readOnly":["boolean","o"],"secretRef":["core.v1.LocalObjectReference","po"],"targetPortal":["string","r"]}}
core.v1.ImageVolumeSource {"f":{"pullPolicy":["string","o:v1.PullPolicy"],"reference":["string","o"]}}
core.v1.ImageVolumeStatus {"f":{"imageRef":["string","ro"]}}
core.v1.KeyToPath {"f":{"key":["string","r"],"mode":["integer:int32","po"],"path":["string","r"]}}
core.v1.Lifecycle {"f":{"postStart":["core.v1.LifecycleHandler","po"],"preStop":["core.v1.LifecycleHandler","po"],"stopSignal":["string","po:v1.Signal"]}}
core.v1.LifecycleHandler {"f":{"exec":["core.v1.ExecAction","po"],"httpGet":["core.v1.HTTPGetAction","po"],"sleep":["core.v1.SleepAction","po"],"tcpSocket":["core.v1.TCPSocketAction","po"]}}
core.v1.LimitRange {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.LimitRangeSpec","o"]},"g":[["","v1","LimitRange"]]}
core.v1.LimitRangeItem {"f":{"default":["map[string]resource.Quantity","o"],"defaultRequest":["map[string]resource.Quantity","o"],"max":["map[string]resource.Quantity","o"],"maxLimitRequestRatio":["map[string]resource.Quantity","o"],"min":["map[string]resource.Quantity","o"],"type":["string","r:v1.LimitType"]}}
core.v1.LimitRangeList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.LimitRange","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","LimitRangeList"]]}
core.v1.LimitRangeSpec {"f":{"limits":["[]core.v1.LimitRangeItem","r",{"l":"atomic"}]}}
core.v1.LinuxContainerUser {"f":{"gid":["integer:int64","r"],"supplementalGroups":["[]integer:int64","o",{"l":"atomic"}],"uid":["integer:int64","r"]}}
core.v1.LoadBalancerIngress {"f":{"hostname":["string","o"],"ip":["string","o"],"ipMode":["string","po:v1.LoadBalancerIPMode"],"ports":["[]core.v1.PortStatus","o",{"l":"atomic"}]}}
core.v1.LoadBalancerStatus {"f":{"ingress":["[]core.v1.LoadBalancerIngress","o",{"l":"atomic"}]}}
core.v1.LocalObjectReference {"f":{"name":["string","o"]},"t":"atomic"}
core.v1.LocalVolumeSource {"f":{"fsType":["string","po"],"path":["string","r"]}}
core.v1.ModifyVolumeStatus {"f":{"status":["string","r:v1.PersistentVolumeClaimModifyVolumeStatus"],"targetVolumeAttributesClassName":["string","o"]}}
core.v1.NFSVolumeSource {"f":{"path":["string","r"],"readOnly":["boolean","o"],"server":["string","r"]}}
core.v1.Namespace {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.NamespaceSpec","o"],"status":["core.v1.NamespaceStatus","o"]},"g":[["","v1","Namespace"]]}
core.v1.NamespaceCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.NamespaceConditionType"]}}
core.v1.NamespaceList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Namespace","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","NamespaceList"]]}
core.v1.NamespaceSpec {"f":{"finalizers":["[]string","o:v1.FinalizerName",{"l":"atomic"}]}}
core.v1.NamespaceStatus {"f":{"conditions":["[]core.v1.NamespaceCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"phase":["string","o:v1.NamespacePhase"]}}
core.v1.Node {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.NodeSpec","o"],"status":["core.v1.NodeStatus","o"]},"g":[["","v1","Node"]]}
core.v1.NodeAddress {"f":{"address":["string","r"],"type":["string","r:v1.NodeAddressType"]}}
core.v1.NodeAffinity {"f":{"preferredDuringSchedulingIgnoredDuringExecution":["[]core.v1.PreferredSchedulingTerm","o",{"l":"atomic"}],"requiredDuringSchedulingIgnoredDuringExecution":["core.v1.NodeSelector","po"]}}
core.v1.NodeAllocatableResourceClaimStatus {"f":{"containers":["[]string","o",{"l":"set"}],"resourceClaimName":["string","r"],"resources":["map[string]resource.Quantity","r"]}}
core.v1.NodeCondition {"f":{"lastHeartbeatTime":["meta.v1.Time","o"],"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.NodeConditionType"]}}
core.v1.NodeConfigSource {"f":{"configMap":["core.v1.ConfigMapNodeConfigSource","po"]}}
core.v1.NodeConfigStatus {"f":{"active":["core.v1.NodeConfigSource","po"],"assigned":["core.v1.NodeConfigSource","po"],"error":["string","o"],"lastKnownGood":["core.v1.NodeConfigSource","po"]}}
core.v1.NodeDaemonEndpoints {"f":{"kubeletEndpoint":["core.v1.DaemonEndpoint","o"]}}
core.v1.NodeFeatures {"f":{"supplementalGroupsPolicy":["boolean","po"]}}
core.v1.NodeList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Node","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","NodeList"]]}
core.v1.NodeRuntimeHandler {"f":{"features":["core.v1.NodeRuntimeHandlerFeatures","po"],"name":"string"}}
core.v1.NodeRuntimeHandlerFeatures {"f":{"recursiveReadOnlyMounts":["boolean","po"],"userNamespaces":["boolean","po"]}}
core.v1.NodeSelector {"f":{"nodeSelectorTerms":["[]core.v1.NodeSelectorTerm","r",{"l":"atomic"}]},"t":"atomic"}
core.v1.NodeSelectorRequirement {"f":{"key":["string","r"],"operator":["string","r:v1.NodeSelectorOperator"],"values":["[]string","o",{"l":"atomic"}]}}
core.v1.NodeSelectorTerm {"f":{"matchExpressions":["[]core.v1.NodeSelectorRequirement","o",{"l":"atomic"}],"matchFields":["[]core.v1.NodeSelectorRequirement","o",{"l":"atomic"}]},"t":"atomic"}
core.v1.NodeSpec {"f":{"configSource":["core.v1.NodeConfigSource","po"],"externalID":["string","o"],"podCIDR":["string","o"],"podCIDRs":["[]string","o",{"l":"set","s":"merge"}],"providerID":["string","o"],"taints":["[]core.v1.Taint","o",{"l":"atomic"}],"unschedulable":["boolean","o"]}}
core.v1.NodeStatus {"f":{"addresses":["[]core.v1.NodeAddress","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"allocatable":["map[string]resource.Quantity","o"],"capacity":["map[string]resource.Quantity","o"],"conditions":["[]core.v1.NodeCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"config":["core.v1.NodeConfigStatus","po"],"daemonEndpoints":["core.v1.NodeDaemonEndpoints","o"],"declaredFeatures":["[]string","o",{"l":"atomic"}],"features":["core.v1.NodeFeatures","po"],"images":["[]core.v1.ContainerImage","o",{"l":"atomic"}],"nodeInfo":["core.v1.NodeSystemInfo","o"],"phase":["string","o:v1.NodePhase"],"runtimeHandlers":["[]core.v1.NodeRuntimeHandler","o",{"l":"atomic"}],"volumesAttached":["[]core.v1.AttachedVolume","o",{"l":"atomic"}],"volumesInUse":["[]string","o:v1.UniqueVolumeName",{"l":"atomic"}]}}
core.v1.NodeSwapStatus {"f":{"capacity":["integer:int64","po"]}}
core.v1.NodeSystemInfo {"f":{"architecture":["string","r"],"bootID":["string","r"],"containerRuntimeVersion":["string","r"],"kernelVersion":["string","r"],"kubeProxyVersion":["string","r"],"kubeletVersion":["string","r"],"machineID":["string","r"],"operatingSystem":["string","r"],"osImage":["string","r"],"swap":["core.v1.NodeSwapStatus","po"],"systemUUID":["string","r"]}}
core.v1.ObjectFieldSelector {"f":{"apiVersion":["string","o"],"fieldPath":["string","r"]},"t":"atomic"}
core.v1.ObjectReference {"f":{"apiVersion":["string","o"],"fieldPath":["string","o"],"kind":["string","o"],"name":["string","o"],"namespace":["string","o"],"resourceVersion":["string","o"],"uid":["string","o:types.UID"]},"t":"atomic"}
core.v1.PersistentVolume {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.PersistentVolumeSpec","o"],"status":["core.v1.PersistentVolumeStatus","o"]},"g":[["","v1","PersistentVolume"]]}
core.v1.PersistentVolumeClaim {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.PersistentVolumeClaimSpec","o"],"status":["core.v1.PersistentVolumeClaimStatus","o"]},"g":[["","v1","PersistentVolumeClaim"]]}
core.v1.PersistentVolumeClaimCondition {"f":{"lastProbeTime":["meta.v1.Time","o"],"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.PersistentVolumeClaimConditionType"]}}
core.v1.PersistentVolumeClaimList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.PersistentVolumeClaim","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","PersistentVolumeClaimList"]]}
core.v1.PersistentVolumeClaimSpec {"f":{"accessModes":["[]string","o:v1.PersistentVolumeAccessMode",{"l":"atomic"}],"dataSource":["core.v1.TypedLocalObjectReference","po"],"dataSourceRef":["core.v1.TypedObjectReference","po"],"resources":["core.v1.VolumeResourceRequirements","o"],"selector":["meta.v1.LabelSelector","po"],"storageClassName":["string","po"],"volumeAttributesClassName":["string","po"],"volumeMode":["string","po:v1.PersistentVolumeMode"],"volumeName":["string","o"]}}
core.v1.PersistentVolumeClaimStatus {"f":{"accessModes":["[]string","o:v1.PersistentVolumeAccessMode",{"l":"atomic"}],"allocatedResourceStatuses":["map[string]string","o:v1.ClaimResourceStatus",{"t":"granular"}],"allocatedResources":["map[string]resource.Quantity","o"],"capacity":["map[string]resource.Quantity","o"],"conditions":["[]core.v1.PersistentVolumeClaimCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"currentVolumeAttributesClassName":["string","po"],"modifyVolumeStatus":["core.v1.ModifyVolumeStatus","po"],"phase":["string","o:v1.PersistentVolumeClaimPhase"]}}
core.v1.PersistentVolumeClaimTemplate {"f":{"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.PersistentVolumeClaimSpec","r"]}}
core.v1.PersistentVolumeClaimVolumeSource {"f":{"claimName":["string","r"],"readOnly":["boolean","o"]}}
core.v1.PersistentVolumeList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.PersistentVolume","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","PersistentVolumeList"]]}
core.v1.PersistentVolumeSpec {"f":{"accessModes":["[]string","o:v1.PersistentVolumeAccessMode",{"l":"atomic"}],"awsElasticBlockStore":["core.v1.AWSElasticBlockStoreVolumeSource","po"],"azureDisk":["core.v1.AzureDiskVolumeSource","po"],"azureFile":["core.v1.AzureFilePersistentVolumeSource","po"],"capacity":["map[string]resource.Quantity","o"],"cephfs":["core.v1.CephFSPersistentVolumeSource","po"],"cinder":["core.v1.CinderPersistentVolumeSource","po"],"claimRef":["core.v1.ObjectReference","po",{"t":"granular"}],"csi":["core.v1.CSIPersistentVolumeSource","po"],"fc":["core.v1.FCVolumeSource","po"],"flexVolume":["core.v1.FlexPersistentVolumeSource","po"],"flocker":["core.v1.FlockerVolumeSource","po"],"gcePersistentDisk":["core.v1.GCEPersistentDiskVolumeSource","po"],"glusterfs":["core.v1.GlusterfsPersistentVolumeSource","po"],"hostPath":["core.v1.HostPathVolumeSource","po"],"iscsi":["core.v1.ISCSIPersistentVolumeSource","po"],"local":["core.v1.LocalVolumeSource","po"],"mountOptions":["[]string","o",{"l":"atomic"}],"nfs":["core.v1.NFSVolumeSource","po"],"nodeAffinity":["core.v1.VolumeNodeAffinity","po"],"persistentVolumeReclaimPolicy":["string","o:v1.PersistentVolumeReclaimPolicy"],"photonPersistentDisk":["core.v1.PhotonPersistentDiskVolumeSource","po"],"portworxVolume":["core.v1.PortworxVolumeSource","po"],"quobyte":["core.v1.QuobyteVolumeSource","po"],"rbd":["core.v1.RBDPersistentVolumeSource","po"],"scaleIO":["core.v1.ScaleIOPersistentVolumeSource","po"],"storageClassName":["string","o"],"storageos":["core.v1.StorageOSPersistentVolumeSource","po"],"volumeAttributesClassName":["string","po"],"volumeMode":["string","po:v1.PersistentVolumeMode"],"vsphereVolume":["core.v1.VsphereVirtualDiskVolumeSource","po"]}}
core.v1.PersistentVolumeStatus {"f":{"lastPhaseTransitionTime":["meta.v1.Time","po"],"message":["string","o"],"phase":["string","o:v1.PersistentVolumePhase"],"reason":["string","o"]}}
core.v1.PhotonPersistentDiskVolumeSource {"f":{"fsType":["string","o"],"pdID":["string","r"]}}
core.v1.Pod {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.PodSpec","o"],"status":["core.v1.PodStatus","o"]},"g":[["","v1","Pod"]]}
core.v1.PodAffinity {"f":{"preferredDuringSchedulingIgnoredDuringExecution":["[]core.v1.WeightedPodAffinityTerm","o",{"l":"atomic"}],"requiredDuringSchedulingIgnoredDuringExecution":["[]core.v1.PodAffinityTerm","o",{"l":"atomic"}]}}
core.v1.PodAffinityTerm {"f":{"labelSelector":["meta.v1.LabelSelector","po"],"matchLabelKeys":["[]string","o",{"l":"atomic"}],"mismatchLabelKeys":["[]string","o",{"l":"atomic"}],"namespaceSelector":["meta.v1.LabelSelector","po"],"namespaces":["[]string","o",{"l":"atomic"}],"topologyKey":["string","r"]}}
core.v1.PodAntiAffinity {"f":{"preferredDuringSchedulingIgnoredDuringExecution":["[]core.v1.WeightedPodAffinityTerm","o",{"l":"atomic"}],"requiredDuringSchedulingIgnoredDuringExecution":["[]core.v1.PodAffinityTerm","o",{"l":"atomic"}]}}
core.v1.PodCertificateProjection {"f":{"certificateChainPath":["string","o"],"credentialBundlePath":["string","o"],"keyPath":["string","o"],"keyType":["string","ro"],"maxExpirationSeconds":["integer:int32","po"],"signerName":["string","ro"],"userAnnotations":["map[string]string","o"]}}
core.v1.PodCondition {"f":{"lastProbeTime":["meta.v1.Time","o"],"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"observedGeneration":["integer:int64","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.PodConditionType"]}}
core.v1.PodDNSConfig {"f":{"nameservers":["[]string","o",{"l":"atomic"}],"options":["[]core.v1.PodDNSConfigOption","o",{"l":"atomic"}],"searches":["[]string","o",{"l":"atomic"}]}}
core.v1.PodDNSConfigOption {"f":{"name":["string","o"],"value":["string","po"]}}
core.v1.PodExtendedResourceClaimStatus {"f":{"requestMappings":["[]core.v1.ContainerExtendedResourceRequest","r",{"l":"atomic"}],"resourceClaimName":["string","r"]}}
core.v1.PodIP {"f":{"ip":["string","r"]}}
core.v1.PodList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Pod","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","PodList"]]}
core.v1.PodOS {"f":{"name":["string","r:v1.OSName"]}}
core.v1.PodReadinessGate {"f":{"conditionType":["string","r:v1.PodConditionType"]}}
core.v1.PodResourceClaim {"f":{"name":["string","r"],"resourceClaimName":["string","po"],"resourceClaimTemplateName":["string","po"]}}
core.v1.PodResourceClaimStatus {"f":{"name":["string","r"],"resourceClaimName":["string","po"]}}
core.v1.PodSchedulingGate {"f":{"name":["string","r"]}}
core.v1.PodSchedulingGroup {"f":{"podGroupName":["string","po"]}}
core.v1.PodSecurityContext {"f":{"appArmorProfile":["core.v1.AppArmorProfile","po"],"fsGroup":["integer:int64","po"],"fsGroupChangePolicy":["string","po:v1.PodFSGroupChangePolicy"],"runAsGroup":["integer:int64","po"],"runAsNonRoot":["boolean","po"],"runAsUser":["integer:int64","po"],"seLinuxChangePolicy":["string","po:v1.PodSELinuxChangePolicy"],"seLinuxOptions":["core.v1.SELinuxOptions","po"],"seccompProfile":["core.v1.SeccompProfile","po"],"supplementalGroups":["[]integer:int64","o",{"l":"atomic"}],"supplementalGroupsPolicy":["string","po:v1.SupplementalGroupsPolicy"],"sysctls":["[]core.v1.Sysctl","o",{"l":"atomic"}],"windowsOptions":["core.v1.WindowsSecurityContextOptions","po"]}}
core.v1.PodSpec {"f":{"activeDeadlineSeconds":["integer:int64","po"],"affinity":["core.v1.Affinity","po"],"automountServiceAccountToken":["boolean","po"],"containers":["[]core.v1.Container","r",{"l":"map","k":["name"],"s":"merge","m":"name"}],"dnsConfig":["core.v1.PodDNSConfig","po"],"dnsPolicy":["string","o:v1.DNSPolicy"],"enableServiceLinks":["boolean","po"],"ephemeralContainers":["[]core.v1.EphemeralContainer","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"hostAliases":["[]core.v1.HostAlias","o",{"l":"map","k":["ip"],"s":"merge","m":"ip"}],"hostIPC":["boolean","o"],"hostNetwork":["boolean","o"],"hostPID":["boolean","o"],"hostUsers":["boolean","po"],"hostname":["string","o"],"hostnameOverride":["string","po"],"imagePullSecrets":["[]core.v1.LocalObjectReference","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"initContainers":["[]core.v1.Container","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"nodeName":["string","o"],"nodeSelector":["map[string]string","o",{"t":"atomic"}],"os":["core.v1.PodOS","po"],"overhead":["map[string]resource.Quantity","o"],"preemptionPolicy":["string","po:v1.PreemptionPolicy"],"priority":["integer:int32","po"],"priorityClassName":["string","o"],"readinessGates":["[]core.v1.PodReadinessGate","o",{"l":"atomic"}],"resourceClaims":["[]core.v1.PodResourceClaim","o",{"l":"map","k":["name"],"s":"merge,retainKeys","m":"name"}],"resources":["core.v1.ResourceRequirements","po"],"restartPolicy":["string","o:v1.RestartPolicy"],"runtimeClassName":["string","po"],"schedulerName":["string","o"],"schedulingGates":["[]core.v1.PodSchedulingGate","o",{"l":"map","k":["name"],"s":"merge","m":"name"}],"schedulingGroup":["core.v1.PodSchedulingGroup","po"],"securityContext":["core.v1.PodSecurityContext","po"],"serviceAccount":["string","o"],"serviceAccountName":["string","o"],"setHostnameAsFQDN":["boolean","po"],"shareProcessNamespace":["boolean","po"],"subdomain":["string","o"],"terminationGracePeriodSeconds":["integer:int64","po"],"tolerations":["[]core.v1.Toleration","o",{"l":"atomic"}],"topologySpreadConstraints":["[]core.v1.TopologySpreadConstraint","o",{"l":"map","k":["topologyKey","whenUnsatisfiable"],"s":"merge","m":"topologyKey"}],"volumes":["[]core.v1.Volume","o",{"l":"map","k":["name"],"s":"merge,retainKeys","m":"name"}]}}
core.v1.PodStatus {"f":{"allocatedResources":["map[string]resource.Quantity","o"],"conditions":["[]core.v1.PodCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"containerStatuses":["[]core.v1.ContainerStatus","o",{"l":"atomic"}],"ephemeralContainerStatuses":["[]core.v1.ContainerStatus","o",{"l":"atomic"}],"extendedResourceClaimStatus":["core.v1.PodExtendedResourceClaimStatus","po"],"hostIP":["string","o"],"hostIPs":["[]core.v1.HostIP","o",{"l":"atomic","s":"merge","m":"ip"}],"initContainerStatuses":["[]core.v1.ContainerStatus","o",{"l":"atomic"}],"message":["string","o"],"nodeAllocatableResourceClaimStatuses":["[]core.v1.NodeAllocatableResourceClaimStatus","o",{"l":"atomic"}],"nominatedNodeName":["string","o"],"observedGeneration":["integer:int64","o"],"phase":["string","o:v1.PodPhase"],"podIP":["string","o"],"podIPs":["[]core.v1.PodIP","o",{"l":"map","k":["ip"],"s":"merge","m":"ip"}],"qosClass":["string","o:v1.PodQOSClass"],"reason":["string","o"],"resize":["string","o:v1.PodResizeStatus"],"resourceClaimStatuses":["[]core.v1.PodResourceClaimStatus","o",{"l":"map","k":["name"],"s":"merge,retainKeys","m":"name"}],"resources":["core.v1.ResourceRequirements","po"],"startTime":["meta.v1.Time","po"]}}
core.v1.PodTemplate {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"template":["core.v1.PodTemplateSpec","o"]},"g":[["","v1","PodTemplate"]]}
core.v1.PodTemplateList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.PodTemplate","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","PodTemplateList"]]}
core.v1.PodTemplateSpec {"f":{"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.PodSpec","o"]}}
core.v1.PortStatus {"f":{"error":["string","po"],"port":["integer:int32","r"],"protocol":["string","r:v1.Protocol"]}}
core.v1.PortworxVolumeSource {"f":{"fsType":["string","o"],"readOnly":["boolean","o"],"volumeID":["string","r"]}}
core.v1.PreferredSchedulingTerm {"f":{"preference":["core.v1.NodeSelectorTerm","r"],"weight":["integer:int32","r"]}}
core.v1.Probe {"f":{"exec":["core.v1.ExecAction","po"],"failureThreshold":["integer:int32","o"],"grpc":["core.v1.GRPCAction","po"],"httpGet":["core.v1.HTTPGetAction","po"],"initialDelaySeconds":["integer:int32","o"],"periodSeconds":["integer:int32","o"],"successThreshold":["integer:int32","o"],"tcpSocket":["core.v1.TCPSocketAction","po"],"terminationGracePeriodSeconds":["integer:int64","po"],"timeoutSeconds":["integer:int32","o"]}}
core.v1.ProjectedVolumeSource {"f":{"defaultMode":["integer:int32","po"],"sources":["[]core.v1.VolumeProjection","",{"l":"atomic"}]}}
core.v1.QuobyteVolumeSource {"f":{"group":["string","o"],"readOnly":["boolean","o"],"registry":["string","r"],"tenant":["string","o"],"user":["string","o"],"volume":["string","r"]}}
core.v1.RBDPersistentVolumeSource {"f":{"fsType":["string","o"],"image":["string","r"],"keyring":["string","o"],"monitors":["[]string","r",{"l":"atomic"}],"pool":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.SecretReference","po"],"user":["string","o"]}}
core.v1.RBDVolumeSource {"f":{"fsType":["string","o"],"image":["string","r"],"keyring":["string","o"],"monitors":["[]string","r",{"l":"atomic"}],"pool":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.LocalObjectReference","po"],"user":["string","o"]}}
core.v1.ReplicationController {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.ReplicationControllerSpec","o"],"status":["core.v1.ReplicationControllerStatus","o"]},"g":[["","v1","ReplicationController"]]}
core.v1.ReplicationControllerCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.ReplicationControllerConditionType"]}}
core.v1.ReplicationControllerList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.ReplicationController","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","ReplicationControllerList"]]}
core.v1.ReplicationControllerSpec {"f":{"minReadySeconds":["integer:int32","o"],"replicas":["integer:int32","po"],"selector":["map[string]string","o",{"t":"atomic"}],"template":["core.v1.PodTemplateSpec","po"]}}
core.v1.ReplicationControllerStatus {"f":{"availableReplicas":["integer:int32","o"],"conditions":["[]core.v1.ReplicationControllerCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"fullyLabeledReplicas":["integer:int32","o"],"observedGeneration":["integer:int64","o"],"readyReplicas":["integer:int32","o"],"replicas":["integer:int32","r"]}}
core.v1.ResourceClaim {"f":{"name":["string","r"],"request":["string","o"]}}
core.v1.ResourceFieldSelector {"f":{"containerName":["string","o"],"divisor":["resource.Quantity","o"],"resource":["string","r"]},"t":"atomic"}
core.v1.ResourceHealth {"f":{"health":["string","o:v1.ResourceHealthStatus"],"message":["string","po"],"resourceID":["string","r:v1.ResourceID"]}}
core.v1.ResourceQuota {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.ResourceQuotaSpec","o"],"status":["core.v1.ResourceQuotaStatus","o"]},"g":[["","v1","ResourceQuota"]]}
core.v1.ResourceQuotaList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.ResourceQuota","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","ResourceQuotaList"]]}
core.v1.ResourceQuotaSpec {"f":{"hard":["map[string]resource.Quantity","o"],"scopeSelector":["core.v1.ScopeSelector","po"],"scopes":["[]string","o:v1.ResourceQuotaScope",{"l":"atomic"}]}}
core.v1.ResourceQuotaStatus {"f":{"hard":["map[string]resource.Quantity","o"],"used":["map[string]resource.Quantity","o"]}}
core.v1.ResourceRequirements {"f":{"claims":["[]core.v1.ResourceClaim","o",{"l":"map","k":["name"]}],"limits":["map[string]resource.Quantity","o"],"requests":["map[string]resource.Quantity","o"]}}
core.v1.ResourceStatus {"f":{"name":["string","r:v1.ResourceName"],"resources":["[]core.v1.ResourceHealth","o",{"l":"map","k":["resourceID"]}]}}
core.v1.SELinuxOptions {"f":{"level":["string","o"],"role":["string","o"],"type":["string","o"],"user":["string","o"]}}
core.v1.ScaleIOPersistentVolumeSource {"f":{"fsType":["string","o"],"gateway":["string","r"],"protectionDomain":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.SecretReference","rp"],"sslEnabled":["boolean","o"],"storageMode":["string","o"],"storagePool":["string","o"],"system":["string","r"],"volumeName":["string","o"]}}
core.v1.ScaleIOVolumeSource {"f":{"fsType":["string","o"],"gateway":["string","r"],"protectionDomain":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.LocalObjectReference","rp"],"sslEnabled":["boolean","o"],"storageMode":["string","o"],"storagePool":["string","o"],"system":["string","r"],"volumeName":["string","o"]}}
core.v1.ScopeSelector {"f":{"matchExpressions":["[]core.v1.ScopedResourceSelectorRequirement","o",{"l":"atomic"}]},"t":"atomic"}
core.v1.ScopedResourceSelectorRequirement {"f":{"operator":["string","r:v1.ScopeSelectorOperator"],"scopeName":["string","r:v1.ResourceQuotaScope"],"values":["[]string","o",{"l":"atomic"}]}}
core.v1.SeccompProfile {"f":{"localhostProfile":["string","po"],"type":["string","r:v1.SeccompProfileType"]}}
core.v1.Secret {"f":{"apiVersion":["string","o"],"data":["map[string]string:byte","o"],"immutable":["boolean","po"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"stringData":["map[string]string","o"],"type":["string","o:v1.SecretType"]},"g":[["","v1","Secret"]]}
core.v1.SecretEnvSource {"f":{"name":["string","o"],"optional":["boolean","po"]}}
core.v1.SecretKeySelector {"f":{"key":["string","r"],"name":["string","o"],"optional":["boolean","po"]},"t":"atomic"}
core.v1.SecretList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Secret","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","SecretList"]]}
core.v1.SecretProjection {"f":{"items":["[]core.v1.KeyToPath","o",{"l":"atomic"}],"name":["string","o"],"optional":["boolean","po"]}}
core.v1.SecretReference {"f":{"name":["string","o"],"namespace":["string","o"]},"t":"atomic"}
core.v1.SecretVolumeSource {"f":{"defaultMode":["integer:int32","po"],"items":["[]core.v1.KeyToPath","o",{"l":"atomic"}],"optional":["boolean","po"],"secretName":["string","o"]}}
core.v1.SecurityContext {"f":{"allowPrivilegeEscalation":["boolean","po"],"appArmorProfile":["core.v1.AppArmorProfile","po"],"capabilities":["core.v1.Capabilities","po"],"privileged":["boolean","po"],"procMount":["string","po:v1.ProcMountType"],"readOnlyRootFilesystem":["boolean","po"],"runAsGroup":["integer:int64","po"],"runAsNonRoot":["boolean","po"],"runAsUser":["integer:int64","po"],"seLinuxOptions":["core.v1.SELinuxOptions","po"],"seccompProfile":["core.v1.SeccompProfile","po"],"windowsOptions":["core.v1.WindowsSecurityContextOptions","po"]}}
core.v1.Service {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["core.v1.ServiceSpec","o"],"status":["core.v1.ServiceStatus","o"]},"g":[["","v1","Service"]]}
core.v1.ServiceAccount {"f":{"apiVersion":["string","o"],"automountServiceAccountToken":["boolean","po"],"imagePullSecrets":["[]core.v1.LocalObjectReference","o",{"l":"atomic"}],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"secrets":["[]core.v1.ObjectReference","o",{"l":"map","k":["name"],"s":"merge","m":"name"}]},"g":[["","v1","ServiceAccount"]]}
core.v1.ServiceAccountList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.ServiceAccount","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","ServiceAccountList"]]}
core.v1.ServiceAccountTokenProjection {"f":{"audience":["string","o"],"expirationSeconds":["integer:int64","po"],"path":["string","r"]}}
core.v1.ServiceList {"f":{"apiVersion":["string","o"],"items":["[]core.v1.Service","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["","v1","ServiceList"]]}
core.v1.ServicePort {"f":{"appProtocol":["string","po"],"name":["string","o"],"nodePort":["integer:int32","o"],"port":["integer:int32","r"],"protocol":["string","o:v1.Protocol"],"targetPort":["intstr.IntOrString","o"]}}
core.v1.ServiceSpec {"f":{"allocateLoadBalancerNodePorts":["boolean","po"],"clusterIP":["string","o"],"clusterIPs":["[]string","o",{"l":"atomic"}],"externalIPs":["[]string","o",{"l":"atomic"}],"externalName":["string","o"],"externalTrafficPolicy":["string","o:v1.ServiceExternalTrafficPolicy"],"healthCheckNodePort":["integer:int32","o"],"internalTrafficPolicy":["string","po:v1.ServiceInternalTrafficPolicy"],"ipFamilies":["[]string","o:v1.IPFamily",{"l":"atomic"}],"ipFamilyPolicy":["string","po:v1.IPFamilyPolicy"],"loadBalancerClass":["string","po"],"loadBalancerIP":["string","o"],"loadBalancerSourceRanges":["[]string","o",{"l":"atomic"}],"ports":["[]core.v1.ServicePort","o",{"l":"map","k":["port","protocol"],"s":"merge","m":"port"}],"publishNotReadyAddresses":["boolean","o"],"selector":["map[string]string","o",{"t":"atomic"}],"sessionAffinity":["string","o:v1.ServiceAffinity"],"sessionAffinityConfig":["core.v1.SessionAffinityConfig","po"],"trafficDistribution":["string","po"],"type":["string","o:v1.ServiceType"]}}
core.v1.ServiceStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"loadBalancer":["core.v1.LoadBalancerStatus","o"]}}
core.v1.SessionAffinityConfig {"f":{"clientIP":["core.v1.ClientIPConfig","po"]}}
core.v1.SleepAction {"f":{"seconds":["integer:int64","r"]}}
core.v1.StorageOSPersistentVolumeSource {"f":{"fsType":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.ObjectReference","po"],"volumeName":["string","o"],"volumeNamespace":["string","o"]}}
core.v1.StorageOSVolumeSource {"f":{"fsType":["string","o"],"readOnly":["boolean","o"],"secretRef":["core.v1.LocalObjectReference","po"],"volumeName":["string","o"],"volumeNamespace":["string","o"]}}
core.v1.Sysctl {"f":{"name":["string","r"],"value":["string","r"]}}
core.v1.TCPSocketAction {"f":{"host":["string","o"],"port":["intstr.IntOrString","r"]}}
core.v1.Taint {"f":{"effect":["string","r:v1.TaintEffect"],"key":["string","r"],"timeAdded":["meta.v1.Time","po"],"value":["string","o"]}}
core.v1.Toleration {"f":{"effect":["string","o:v1.TaintEffect"],"key":["string","o"],"operator":["string","o:v1.TolerationOperator"],"tolerationSeconds":["integer:int64","po"],"value":["string","o"]}}
core.v1.TopologySelectorLabelRequirement {"f":{"key":["string","r"],"values":["[]string","r",{"l":"atomic"}]}}
core.v1.TopologySelectorTerm {"f":{"matchLabelExpressions":["[]core.v1.TopologySelectorLabelRequirement","o",{"l":"atomic"}]},"t":"atomic"}
core.v1.TopologySpreadConstraint {"f":{"labelSelector":["meta.v1.LabelSelector","po"],"matchLabelKeys":["[]string","o",{"l":"atomic"}],"maxSkew":["integer:int32","r"],"minDomains":["integer:int32","po"],"nodeAffinityPolicy":["string","po:v1.NodeInclusionPolicy"],"nodeTaintsPolicy":["string","po:v1.NodeInclusionPolicy"],"topologyKey":["string","r"],"whenUnsatisfiable":["string","r:v1.UnsatisfiableConstraintAction"]}}
core.v1.TypedLocalObjectReference {"f":{"apiGroup":["string","p"],"kind":["string","r"],"name":["string","r"]},"t":"atomic"}
core.v1.TypedObjectReference {"f":{"apiGroup":["string","p"],"kind":["string","r"],"name":["string","r"],"namespace":["string","po"]}}
core.v1.Volume {"f":{"awsElasticBlockStore":["core.v1.AWSElasticBlockStoreVolumeSource","po"],"azureDisk":["core.v1.AzureDiskVolumeSource","po"],"azureFile":["core.v1.AzureFileVolumeSource","po"],"cephfs":["core.v1.CephFSVolumeSource","po"],"cinder":["core.v1.CinderVolumeSource","po"],"configMap":["core.v1.ConfigMapVolumeSource","po"],"csi":["core.v1.CSIVolumeSource","po"],"downwardAPI":["core.v1.DownwardAPIVolumeSource","po"],"emptyDir":["core.v1.EmptyDirVolumeSource","po"],"ephemeral":["core.v1.EphemeralVolumeSource","po"],"fc":["core.v1.FCVolumeSource","po"],"flexVolume":["core.v1.FlexVolumeSource","po"],"flocker":["core.v1.FlockerVolumeSource","po"],"gcePersistentDisk":["core.v1.GCEPersistentDiskVolumeSource","po"],"gitRepo":["core.v1.GitRepoVolumeSource","po"],"glusterfs":["core.v1.GlusterfsVolumeSource","po"],"hostPath":["core.v1.HostPathVolumeSource","po"],"image":["core.v1.ImageVolumeSource","po"],"iscsi":["core.v1.ISCSIVolumeSource","po"],"name":["string","r"],"nfs":["core.v1.NFSVolumeSource","po"],"persistentVolumeClaim":["core.v1.PersistentVolumeClaimVolumeSource","po"],"photonPersistentDisk":["core.v1.PhotonPersistentDiskVolumeSource","po"],"portworxVolume":["core.v1.PortworxVolumeSource","po"],"projected":["core.v1.ProjectedVolumeSource","po"],"quobyte":["core.v1.QuobyteVolumeSource","po"],"rbd":["core.v1.RBDVolumeSource","po"],"scaleIO":["core.v1.ScaleIOVolumeSource","po"],"secret":["core.v1.SecretVolumeSource","po"],"storageos":["core.v1.StorageOSVolumeSource","po"],"vsphereVolume":["core.v1.VsphereVirtualDiskVolumeSource","po"]}}
core.v1.VolumeDevice {"f":{"devicePath":["string","r"],"name":["string","r"]}}
core.v1.VolumeMount {"f":{"mountPath":["string","r"],"mountPropagation":["string","po:v1.MountPropagationMode"],"name":["string","r"],"readOnly":["boolean","o"],"recursiveReadOnly":["string","po:v1.RecursiveReadOnlyMode"],"subPath":["string","o"],"subPathExpr":["string","o"]}}
core.v1.VolumeMountStatus {"f":{"mountPath":["string","r"],"name":["string","r"],"readOnly":["boolean","o"],"recursiveReadOnly":["string","po:v1.RecursiveReadOnlyMode"],"volumeStatus":["core.v1.VolumeStatus","po"]}}
core.v1.VolumeNodeAffinity {"f":{"required":["core.v1.NodeSelector","po"]}}
core.v1.VolumeProjection {"f":{"clusterTrustBundle":["core.v1.ClusterTrustBundleProjection","po"],"configMap":["core.v1.ConfigMapProjection","po"],"downwardAPI":["core.v1.DownwardAPIProjection","po"],"podCertificate":["core.v1.PodCertificateProjection","po"],"secret":["core.v1.SecretProjection","po"],"serviceAccountToken":["core.v1.ServiceAccountTokenProjection","po"]}}
core.v1.VolumeResourceRequirements {"f":{"limits":["map[string]resource.Quantity","o"],"requests":["map[string]resource.Quantity","o"]}}
core.v1.VolumeStatus {"f":{"image":["core.v1.ImageVolumeStatus","po"]}}
core.v1.VsphereVirtualDiskVolumeSource {"f":{"fsType":["string","o"],"storagePolicyID":["string","o"],"storagePolicyName":["string","o"],"volumePath":["string","r"]}}
core.v1.WeightedPodAffinityTerm {"f":{"podAffinityTerm":["core.v1.PodAffinityTerm","r"],"weight":["integer:int32","r"]}}
core.v1.WindowsSecurityContextOptions {"f":{"gmsaCredentialSpec":["string","po"],"gmsaCredentialSpecName":["string","po"],"hostProcess":["boolean","po"],"runAsUserName":["string","po"]}}
discovery.v1.Endpoint {"f":{"addresses":["[]string","r",{"l":"set"}],"conditions":["discovery.v1.EndpointConditions","o"],"deprecatedTopology":["map[string]string","o"],"hints":["discovery.v1.EndpointHints","po"],"hostname":["string","po"],"nodeName":["string","po"],"targetRef":["core.v1.ObjectReference","po"],"zone":["string","po"]}}
discovery.v1.EndpointConditions {"f":{"ready":["boolean","po"],"serving":["boolean","po"],"terminating":["boolean","po"]}}
discovery.v1.EndpointHints {"f":{"forNodes":["[]discovery.v1.ForNode","o",{"l":"atomic"}],"forZones":["[]discovery.v1.ForZone","o",{"l":"atomic"}]}}
discovery.v1.EndpointPort {"f":{"appProtocol":["string","po"],"name":["string","po"],"port":["integer:int32","po"],"protocol":["string","po:v1.Protocol"]},"t":"atomic"}
discovery.v1.EndpointSlice {"f":{"addressType":["string","r:v1.AddressType"],"apiVersion":["string","o"],"endpoints":["[]discovery.v1.Endpoint","",{"l":"atomic"}],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"ports":["[]discovery.v1.EndpointPort","",{"l":"atomic"}]},"g":[["discovery.k8s.io","v1","EndpointSlice"]]}
discovery.v1.EndpointSliceList {"f":{"apiVersion":["string","o"],"items":["[]discovery.v1.EndpointSlice","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["discovery.k8s.io","v1","EndpointSliceList"]]}
discovery.v1.ForNode {"f":{"name":["string","r"]}}
discovery.v1.ForZone {"f":{"name":["string","r"]}}
events.v1.Event {"f":{"action":["string","o"],"apiVersion":["string","o"],"deprecatedCount":["integer:int32","o"],"deprecatedFirstTimestamp":["meta.v1.Time","o"],"deprecatedLastTimestamp":["meta.v1.Time","o"],"deprecatedSource":["core.v1.EventSource","o"],"eventTime":["meta.v1.MicroTime","r"],"kind":["string","o"],"metadata":"meta.v1.ObjectMeta","note":["string","o"],"reason":["string","o"],"regarding":["core.v1.ObjectReference","o"],"related":["core.v1.ObjectReference","po"],"reportingController":["string","o"],"reportingInstance":["string","o"],"series":["events.v1.EventSeries","po"],"type":["string","o"]},"g":[["events.k8s.io","v1","Event"]]}
events.v1.EventList {"f":{"apiVersion":["string","o"],"items":["[]events.v1.Event","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["events.k8s.io","v1","EventList"]]}
events.v1.EventSeries {"f":{"count":["integer:int32","r"],"lastObservedTime":["meta.v1.MicroTime","r"]}}
flowcontrol.v1.ExemptPriorityLevelConfiguration {"f":{"lendablePercent":["integer:int32","po"],"nominalConcurrencyShares":["integer:int32","po"]}}
flowcontrol.v1.FlowDistinguisherMethod {"f":{"type":["string","r:v1.FlowDistinguisherMethodType"]}}
flowcontrol.v1.FlowSchema {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["flowcontrol.v1.FlowSchemaSpec","o"],"status":["flowcontrol.v1.FlowSchemaStatus","o"]},"g":[["flowcontrol.apiserver.k8s.io","v1","FlowSchema"]]}
flowcontrol.v1.FlowSchemaCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","o:v1.ConditionStatus"],"type":["string","o:v1.FlowSchemaConditionType"]}}
flowcontrol.v1.FlowSchemaList {"f":{"apiVersion":["string","o"],"items":["[]flowcontrol.v1.FlowSchema","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["flowcontrol.apiserver.k8s.io","v1","FlowSchemaList"]]}
flowcontrol.v1.FlowSchemaSpec {"f":{"distinguisherMethod":["flowcontrol.v1.FlowDistinguisherMethod","po"],"matchingPrecedence":"integer:int32","priorityLevelConfiguration":["flowcontrol.v1.PriorityLevelConfigurationReference","r"],"rules":["[]flowcontrol.v1.PolicyRulesWithSubjects","o",{"l":"atomic"}]}}
flowcontrol.v1.FlowSchemaStatus {"f":{"conditions":["[]flowcontrol.v1.FlowSchemaCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
flowcontrol.v1.GroupSubject {"f":{"name":["string","r"]}}
flowcontrol.v1.LimitResponse {"f":{"queuing":["flowcontrol.v1.QueuingConfiguration","po"],"type":["string","r:v1.LimitResponseType"]}}
flowcontrol.v1.LimitedPriorityLevelConfiguration {"f":{"borrowingLimitPercent":["integer:int32","po"],"lendablePercent":["integer:int32","po"],"limitResponse":["flowcontrol.v1.LimitResponse","o"],"nominalConcurrencyShares":["integer:int32","p"]}}
flowcontrol.v1.NonResourcePolicyRule {"f":{"nonResourceURLs":["[]string","r",{"l":"set"}],"verbs":["[]string","r",{"l":"set"}]}}
flowcontrol.v1.PolicyRulesWithSubjects {"f":{"nonResourceRules":["[]flowcontrol.v1.NonResourcePolicyRule","o",{"l":"atomic"}],"resourceRules":["[]flowcontrol.v1.ResourcePolicyRule","o",{"l":"atomic"}],"subjects":["[]flowcontrol.v1.Subject","r",{"l":"atomic"}]}}
flowcontrol.v1.PriorityLevelConfiguration {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["flowcontrol.v1.PriorityLevelConfigurationSpec","o"],"status":["flowcontrol.v1.PriorityLevelConfigurationStatus","o"]},"g":[["flowcontrol.apiserver.k8s.io","v1","PriorityLevelConfiguration"]]}
flowcontrol.v1.PriorityLevelConfigurationCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","o:v1.ConditionStatus"],"type":["string","o:v1.PriorityLevelConfigurationConditionType"]}}
flowcontrol.v1.PriorityLevelConfigurationList {"f":{"apiVersion":["string","o"],"items":["[]flowcontrol.v1.PriorityLevelConfiguration","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["flowcontrol.apiserver.k8s.io","v1","PriorityLevelConfigurationList"]]}
flowcontrol.v1.PriorityLevelConfigurationReference {"f":{"name":["string","r"]}}
flowcontrol.v1.PriorityLevelConfigurationSpec {"f":{"exempt":["flowcontrol.v1.ExemptPriorityLevelConfiguration","po"],"limited":["flowcontrol.v1.LimitedPriorityLevelConfiguration","po"],"type":["string","r:v1.PriorityLevelEnablement"]}}
flowcontrol.v1.PriorityLevelConfigurationStatus {"f":{"conditions":["[]flowcontrol.v1.PriorityLevelConfigurationCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
flowcontrol.v1.QueuingConfiguration {"f":{"handSize":"integer:int32","queueLengthLimit":"integer:int32","queues":"integer:int32"}}
flowcontrol.v1.ResourcePolicyRule {"f":{"apiGroups":["[]string","r",{"l":"set"}],"clusterScope":["boolean","o"],"namespaces":["[]string","",{"l":"set"}],"resources":["[]string","r",{"l":"set"}],"verbs":["[]string","r",{"l":"set"}]}}
flowcontrol.v1.ServiceAccountSubject {"f":{"name":["string","r"],"namespace":["string","r"]}}
flowcontrol.v1.Subject {"f":{"group":["flowcontrol.v1.GroupSubject","po"],"kind":["string","r:v1.SubjectKind"],"serviceAccount":["flowcontrol.v1.ServiceAccountSubject","po"],"user":["flowcontrol.v1.UserSubject","po"]}}
flowcontrol.v1.UserSubject {"f":{"name":["string","r"]}}
networking.v1.HTTPIngressPath {"f":{"backend":["networking.v1.IngressBackend","r"],"path":["string","o"],"pathType":["string","rp:v1.PathType"]}}
networking.v1.HTTPIngressRuleValue {"f":{"paths":["[]networking.v1.HTTPIngressPath","r",{"l":"atomic"}]}}
networking.v1.IPAddress {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1.IPAddressSpec","ro"]},"g":[["networking.k8s.io","v1","IPAddress"]]}
networking.v1.IPAddressList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1.IPAddress","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1","IPAddressList"]]}
networking.v1.IPAddressSpec {"f":{"parentRef":["networking.v1.ParentReference","rpo"]}}
networking.v1.IPBlock {"f":{"cidr":["string","r"],"except":["[]string","o",{"l":"atomic"}]}}
networking.v1.Ingress {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1.IngressSpec","o"],"status":["networking.v1.IngressStatus","o"]},"g":[["networking.k8s.io","v1","Ingress"]]}
networking.v1.IngressBackend {"f":{"resource":["core.v1.TypedLocalObjectReference","po"],"service":["networking.v1.IngressServiceBackend","po"]}}
networking.v1.IngressClass {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1.IngressClassSpec","o"]},"g":[["networking.k8s.io","v1","IngressClass"]]}
networking.v1.IngressClassList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1.IngressClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1","IngressClassList"]]}
networking.v1.IngressClassParametersReference {"f":{"apiGroup":["string","po"],"kind":["string","r"],"name":["string","r"],"namespace":["string","po"],"scope":["string","p"]}}
networking.v1.IngressClassSpec {"f":{"controller":["string","o"],"parameters":["networking.v1.IngressClassParametersReference","po"]}}
networking.v1.IngressList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1.Ingress","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1","IngressList"]]}
networking.v1.IngressLoadBalancerIngress {"f":{"hostname":["string","o"],"ip":["string","o"],"ports":["[]networking.v1.IngressPortStatus","o",{"l":"atomic"}]}}
networking.v1.IngressLoadBalancerStatus {"f":{"ingress":["[]networking.v1.IngressLoadBalancerIngress","o",{"l":"atomic"}]}}
networking.v1.IngressPortStatus {"f":{"error":["string","po"],"port":["integer:int32","r"],"protocol":["string","r:v1.Protocol"]}}
networking.v1.IngressRule {"f":{"host":["string","o"],"http":["networking.v1.HTTPIngressRuleValue","po"]}}
networking.v1.IngressServiceBackend {"f":{"name":["string","r"],"port":["networking.v1.ServiceBackendPort","o"]}}
networking.v1.IngressSpec {"f":{"defaultBackend":["networking.v1.IngressBackend","po"],"ingressClassName":["string","po"],"rules":["[]networking.v1.IngressRule","o",{"l":"atomic"}],"tls":["[]networking.v1.IngressTLS","o",{"l":"atomic"}]}}
networking.v1.IngressStatus {"f":{"loadBalancer":["networking.v1.IngressLoadBalancerStatus","o"]}}
networking.v1.IngressTLS {"f":{"hosts":["[]string","o",{"l":"atomic"}],"secretName":["string","o"]}}
networking.v1.NetworkPolicy {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1.NetworkPolicySpec","o"]},"g":[["networking.k8s.io","v1","NetworkPolicy"]]}
networking.v1.NetworkPolicyEgressRule {"f":{"ports":["[]networking.v1.NetworkPolicyPort","o",{"l":"atomic"}],"to":["[]networking.v1.NetworkPolicyPeer","o",{"l":"atomic"}]}}
networking.v1.NetworkPolicyIngressRule {"f":{"from":["[]networking.v1.NetworkPolicyPeer","o",{"l":"atomic"}],"ports":["[]networking.v1.NetworkPolicyPort","o",{"l":"atomic"}]}}
networking.v1.NetworkPolicyList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1.NetworkPolicy","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1","NetworkPolicyList"]]}
networking.v1.NetworkPolicyPeer {"f":{"ipBlock":["networking.v1.IPBlock","po"],"namespaceSelector":["meta.v1.LabelSelector","po"],"podSelector":["meta.v1.LabelSelector","po"]}}
networking.v1.NetworkPolicyPort {"f":{"endPort":["integer:int32","po"],"port":["intstr.IntOrString","po"],"protocol":["string","po:v1.Protocol"]}}
networking.v1.NetworkPolicySpec {"f":{"egress":["[]networking.v1.NetworkPolicyEgressRule","o",{"l":"atomic"}],"ingress":["[]networking.v1.NetworkPolicyIngressRule","o",{"l":"atomic"}],"podSelector":"meta.v1.LabelSelector","policyTypes":["[]string","o:v1.PolicyType",{"l":"atomic"}]}}
networking.v1.ParentReference {"f":{"group":["string","o"],"name":["string","ro"],"namespace":["string","o"],"resource":["string","ro"]}}
networking.v1.ServiceBackendPort {"f":{"name":["string","o"],"number":["integer:int32","o"]},"t":"atomic"}
networking.v1.ServiceCIDR {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1.ServiceCIDRSpec","o"],"status":["networking.v1.ServiceCIDRStatus","o"]},"g":[["networking.k8s.io","v1","ServiceCIDR"]]}
networking.v1.ServiceCIDRList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1.ServiceCIDR","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1","ServiceCIDRList"]]}
networking.v1.ServiceCIDRSpec {"f":{"cidrs":["[]string","o",{"l":"atomic"}]}}
networking.v1.ServiceCIDRStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
networking.v1beta1.IPAddress {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1beta1.IPAddressSpec","ro"]},"g":[["networking.k8s.io","v1beta1","IPAddress"]]}
networking.v1beta1.IPAddressList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1beta1.IPAddress","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1beta1","IPAddressList"]]}
networking.v1beta1.IPAddressSpec {"f":{"parentRef":["networking.v1beta1.ParentReference","rpo"]}}
networking.v1beta1.ParentReference {"f":{"group":["string","o"],"name":["string","ro"],"namespace":["string","o"],"resource":["string","ro"]}}
networking.v1beta1.ServiceCIDR {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["networking.v1beta1.ServiceCIDRSpec","o"],"status":["networking.v1beta1.ServiceCIDRStatus","o"]},"g":[["networking.k8s.io","v1beta1","ServiceCIDR"]]}
networking.v1beta1.ServiceCIDRList {"f":{"apiVersion":["string","o"],"items":["[]networking.v1beta1.ServiceCIDR","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["networking.k8s.io","v1beta1","ServiceCIDRList"]]}
networking.v1beta1.ServiceCIDRSpec {"f":{"cidrs":["[]string","o",{"l":"atomic"}]}}
networking.v1beta1.ServiceCIDRStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
node.v1.Overhead {"f":{"podFixed":["map[string]resource.Quantity","o"]}}
node.v1.RuntimeClass {"f":{"apiVersion":["string","o"],"handler":["string","r"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"overhead":["node.v1.Overhead","po"],"scheduling":["node.v1.Scheduling","po"]},"g":[["node.k8s.io","v1","RuntimeClass"]]}
node.v1.RuntimeClassList {"f":{"apiVersion":["string","o"],"items":["[]node.v1.RuntimeClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["node.k8s.io","v1","RuntimeClassList"]]}
node.v1.Scheduling {"f":{"nodeSelector":["map[string]string","o",{"t":"atomic"}],"tolerations":["[]core.v1.Toleration","o",{"l":"atomic"}]}}
policy.v1.Eviction {"f":{"apiVersion":["string","o"],"deleteOptions":["meta.v1.DeleteOptions","po"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"]},"g":[["policy","v1","Eviction"]]}
policy.v1.PodDisruptionBudget {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["policy.v1.PodDisruptionBudgetSpec","o"],"status":["policy.v1.PodDisruptionBudgetStatus","o"]},"g":[["policy","v1","PodDisruptionBudget"]]}
policy.v1.PodDisruptionBudgetList {"f":{"apiVersion":["string","o"],"items":["[]policy.v1.PodDisruptionBudget","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["policy","v1","PodDisruptionBudgetList"]]}
policy.v1.PodDisruptionBudgetSpec {"f":{"maxUnavailable":["intstr.IntOrString","po"],"minAvailable":["intstr.IntOrString","po"],"selector":["meta.v1.LabelSelector","po",{"s":"replace"}],"unhealthyPodEvictionPolicy":["string","po:v1.UnhealthyPodEvictionPolicyType"]}}
policy.v1.PodDisruptionBudgetStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"currentHealthy":"integer:int32","desiredHealthy":"integer:int32","disruptedPods":["map[string]meta.v1.Time","o"],"disruptionsAllowed":"integer:int32","expectedPods":"integer:int32","observedGeneration":["integer:int64","o"]}}
rbac.v1.AggregationRule {"f":{"clusterRoleSelectors":["[]meta.v1.LabelSelector","o",{"l":"atomic"}]}}
rbac.v1.ClusterRole {"f":{"aggregationRule":["rbac.v1.AggregationRule","po"],"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"rules":["[]rbac.v1.PolicyRule","",{"l":"atomic"}]},"g":[["rbac.authorization.k8s.io","v1","ClusterRole"]]}
rbac.v1.ClusterRoleBinding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"roleRef":["rbac.v1.RoleRef","r"],"subjects":["[]rbac.v1.Subject","o",{"l":"atomic"}]},"g":[["rbac.authorization.k8s.io","v1","ClusterRoleBinding"]]}
rbac.v1.ClusterRoleBindingList {"f":{"apiVersion":["string","o"],"items":["[]rbac.v1.ClusterRoleBinding","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["rbac.authorization.k8s.io","v1","ClusterRoleBindingList"]]}
rbac.v1.ClusterRoleList {"f":{"apiVersion":["string","o"],"items":["[]rbac.v1.ClusterRole","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["rbac.authorization.k8s.io","v1","ClusterRoleList"]]}
rbac.v1.PolicyRule {"f":{"apiGroups":["[]string","o",{"l":"atomic"}],"nonResourceURLs":["[]string","o",{"l":"atomic"}],"resourceNames":["[]string","o",{"l":"atomic"}],"resources":["[]string","o",{"l":"atomic"}],"verbs":["[]string","r",{"l":"atomic"}]}}
rbac.v1.Role {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"rules":["[]rbac.v1.PolicyRule","",{"l":"atomic"}]},"g":[["rbac.authorization.k8s.io","v1","Role"]]}
rbac.v1.RoleBinding {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"roleRef":["rbac.v1.RoleRef","r"],"subjects":["[]rbac.v1.Subject","o",{"l":"atomic"}]},"g":[["rbac.authorization.k8s.io","v1","RoleBinding"]]}
rbac.v1.RoleBindingList {"f":{"apiVersion":["string","o"],"items":["[]rbac.v1.RoleBinding","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["rbac.authorization.k8s.io","v1","RoleBindingList"]]}
rbac.v1.RoleList {"f":{"apiVersion":["string","o"],"items":["[]rbac.v1.Role","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["rbac.authorization.k8s.io","v1","RoleList"]]}
rbac.v1.RoleRef {"f":{"apiGroup":"string","kind":["string","r"],"name":["string","r"]},"t":"atomic"}
rbac.v1.Subject {"f":{"apiGroup":["string","o"],"kind":["string","r"],"name":["string","r"],"namespace":["string","o"]},"t":"atomic"}
resource.v1.AllocatedDeviceStatus {"f":{"conditions":["[]meta.v1.Condition","",{"l":"map","k":["type"]}],"data":["runtime.RawExtension","po"],"device":["string","r"],"driver":["string","r"],"networkData":["resource.v1.NetworkDeviceData","po"],"pool":["string","r"],"shareID":["string","po"]}}
resource.v1.AllocationResult {"f":{"allocationTimestamp":["meta.v1.Time","po"],"devices":["resource.v1.DeviceAllocationResult","o"],"nodeSelector":["core.v1.NodeSelector","po"]}}
resource.v1.CELDeviceSelector {"f":{"expression":["string","r"]}}
resource.v1.CapacityRequestPolicy {"f":{"default":["resource.Quantity","p"],"validRange":["resource.v1.CapacityRequestPolicyRange","po"],"validValues":["[]resource.Quantity","o",{"l":"atomic"}]}}
resource.v1.CapacityRequestPolicyRange {"f":{"max":["resource.Quantity","po"],"min":["resource.Quantity","rpo"],"step":["resource.Quantity","po"]}}
resource.v1.CapacityRequirements {"f":{"requests":["map[string]resource.Quantity","o"]}}
resource.v1.Counter {"f":{"value":["resource.Quantity","r"]}}
resource.v1.CounterSet {"f":{"counters":["map[string]resource.v1.Counter","ro"],"name":["string","r"]}}
resource.v1.Device {"f":{"allNodes":["boolean","po"],"allowMultipleAllocations":["boolean","po"],"attributes":["map[string]resource.v1.DeviceAttribute","o"],"bindingConditions":["[]string","o",{"l":"atomic"}],"bindingFailureConditions":["[]string","o",{"l":"atomic"}],"bindsToNode":["boolean","po"],"capacity":["map[string]resource.v1.DeviceCapacity","o"],"consumesCounters":["[]resource.v1.DeviceCounterConsumption","o",{"l":"atomic"}],"name":["string","r"],"nodeAllocatableResourceMappings":["map[string]resource.v1.NodeAllocatableResourceMapping","o"],"nodeName":["string","po"],"nodeSelector":["core.v1.NodeSelector","po"],"taints":["[]resource.v1.DeviceTaint","o",{"l":"atomic"}]}}
resource.v1.DeviceAllocationConfiguration {"f":{"opaque":["resource.v1.OpaqueDeviceConfiguration","po"],"requests":["[]string","o",{"l":"atomic"}],"source":["string","r:v1.AllocationConfigSource"]}}
resource.v1.DeviceAllocationResult {"f":{"config":["[]resource.v1.DeviceAllocationConfiguration","o",{"l":"atomic"}],"results":["[]resource.v1.DeviceRequestAllocationResult","o",{"l":"atomic"}]}}
resource.v1.DeviceAttribute {"f":{"bool":["boolean","po"],"bools":["[]boolean","o",{"l":"atomic"}],"int":["integer:int64","po"],"ints":["[]integer:int64","o",{"l":"atomic"}],"string":["string","po"],"strings":["[]string","o",{"l":"atomic"}],"version":["string","po"],"versions":["[]string","o",{"l":"atomic"}]}}
resource.v1.DeviceCapacity {"f":{"requestPolicy":["resource.v1.CapacityRequestPolicy","po"],"value":["resource.Quantity","r"]}}
resource.v1.DeviceClaim {"f":{"config":["[]resource.v1.DeviceClaimConfiguration","o",{"l":"atomic"}],"constraints":["[]resource.v1.DeviceConstraint","o",{"l":"atomic"}],"requests":["[]resource.v1.DeviceRequest","",{"l":"atomic"}]}}
resource.v1.DeviceClaimConfiguration {"f":{"opaque":["resource.v1.OpaqueDeviceConfiguration","po"],"requests":["[]string","o",{"l":"atomic"}]}}
resource.v1.DeviceClass {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1.DeviceClassSpec","r"]},"g":[["resource.k8s.io","v1","DeviceClass"]]}
resource.v1.DeviceClassConfiguration {"f":{"opaque":["resource.v1.OpaqueDeviceConfiguration","po"]}}
resource.v1.DeviceClassList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1.DeviceClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1","DeviceClassList"]]}
resource.v1.DeviceClassSpec {"f":{"config":["[]resource.v1.DeviceClassConfiguration","o",{"l":"atomic"}],"extendedResourceName":["string","po"],"selectors":["[]resource.v1.DeviceSelector","o",{"l":"atomic"}]}}
resource.v1.DeviceConstraint {"f":{"distinctAttribute":["string","po:v1.FullyQualifiedName"],"matchAttribute":["string","po:v1.FullyQualifiedName"],"requests":["[]string","o",{"l":"atomic"}]}}
resource.v1.DeviceCounterConsumption {"f":{"counterSet":["string","r"],"counters":["map[string]resource.v1.Counter","ro"]}}
resource.v1.DeviceRequest {"f":{"exactly":["resource.v1.ExactDeviceRequest","po"],"firstAvailable":["[]resource.v1.DeviceSubRequest","o",{"l":"atomic"}],"name":["string","r"]}}
resource.v1.DeviceRequestAllocationResult {"f":{"adminAccess":["boolean","po"],"bindingConditions":["[]string","o",{"l":"atomic"}],"bindingFailureConditions":["[]string","o",{"l":"atomic"}],"consumedCapacity":["map[string]resource.Quantity","o"],"device":["string","r"],"driver":["string","r"],"pool":["string","r"],"request":["string","r"],"shareID":["string","po:types.UID"],"tolerations":["[]resource.v1.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1.DeviceSelector {"f":{"cel":["resource.v1.CELDeviceSelector","po"]}}
resource.v1.DeviceSubRequest {"f":{"allocationMode":["string","o:v1.DeviceAllocationMode"],"capacity":["resource.v1.CapacityRequirements","po"],"count":["integer:int64","o"],"deviceClassName":["string","r"],"name":["string","r"],"selectors":["[]resource.v1.DeviceSelector","o",{"l":"atomic"}],"tolerations":["[]resource.v1.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1.DeviceTaint {"f":{"effect":["string","r:v1.DeviceTaintEffect"],"key":["string","r"],"timeAdded":["meta.v1.Time","po"],"value":["string","o"]}}
resource.v1.DeviceToleration {"f":{"effect":["string","o:v1.DeviceTaintEffect"],"key":["string","o"],"operator":["string","o:v1.DeviceTolerationOperator"],"tolerationSeconds":["integer:int64","po"],"value":["string","o"]}}
resource.v1.ExactDeviceRequest {"f":{"adminAccess":["boolean","po"],"allocationMode":["string","o:v1.DeviceAllocationMode"],"capacity":["resource.v1.CapacityRequirements","po"],"count":["integer:int64","o"],"deviceClassName":["string","r"],"selectors":["[]resource.v1.DeviceSelector","o",{"l":"atomic"}],"tolerations":["[]resource.v1.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1.NetworkDeviceData {"f":{"hardwareAddress":["string","o"],"interfaceName":["string","o"],"ips":["[]string","o",{"l":"atomic"}]}}
resource.v1.NodeAllocatableResourceMapping {"f":{"allocationMultiplier":["resource.Quantity","po"],"capacityKey":["string","po:v1.QualifiedName"]}}
resource.v1.OpaqueDeviceConfiguration {"f":{"driver":["string","r"],"parameters":["runtime.RawExtension","r"]}}
resource.v1.ResourceClaim {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1.ResourceClaimSpec","r"],"status":["resource.v1.ResourceClaimStatus","o"]},"g":[["resource.k8s.io","v1","ResourceClaim"]]}
resource.v1.ResourceClaimConsumerReference {"f":{"apiGroup":["string","o"],"name":["string","r"],"resource":["string","r"],"uid":["string","r:types.UID"]}}
resource.v1.ResourceClaimList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1.ResourceClaim","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1","ResourceClaimList"]]}
resource.v1.ResourceClaimSpec {"f":{"devices":"resource.v1.DeviceClaim"}}
resource.v1.ResourceClaimStatus {"f":{"allocation":["resource.v1.AllocationResult","po"],"devices":["[]resource.v1.AllocatedDeviceStatus","o",{"l":"map","k":["driver","device","pool","shareID"]}],"reservedFor":["[]resource.v1.ResourceClaimConsumerReference","o",{"l":"map","k":["uid"],"s":"merge","m":"uid"}]}}
resource.v1.ResourceClaimTemplate {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1.ResourceClaimTemplateSpec","r"]},"g":[["resource.k8s.io","v1","ResourceClaimTemplate"]]}
resource.v1.ResourceClaimTemplateList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1.ResourceClaimTemplate","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1","ResourceClaimTemplateList"]]}
resource.v1.ResourceClaimTemplateSpec {"f":{"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1.ResourceClaimSpec","r"]}}
resource.v1.ResourcePool {"f":{"generation":["integer:int64","r"],"name":["string","r"],"resourceSliceCount":["integer:int64","r"]}}
resource.v1.ResourceSlice {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1.ResourceSliceSpec","r"]},"g":[["resource.k8s.io","v1","ResourceSlice"]]}
resource.v1.ResourceSliceList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1.ResourceSlice","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1","ResourceSliceList"]]}
resource.v1.ResourceSliceSpec {"f":{"allNodes":["boolean","po"],"devices":["[]resource.v1.Device","o",{"l":"atomic"}],"driver":["string","r"],"nodeName":["string","po"],"nodeSelector":["core.v1.NodeSelector","po"],"perDeviceNodeSelection":["boolean","po"],"pool":["resource.v1.ResourcePool","r"],"sharedCounters":["[]resource.v1.CounterSet","o",{"l":"atomic"}]}}
resource.v1alpha3.DeviceTaint {"f":{"effect":["string","r:v1alpha3.DeviceTaintEffect"],"key":["string","r"],"timeAdded":["meta.v1.Time","po"],"value":["string","o"]}}
resource.v1alpha3.DeviceTaintRule {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1alpha3.DeviceTaintRuleSpec","r"],"status":["resource.v1alpha3.DeviceTaintRuleStatus","o"]},"g":[["resource.k8s.io","v1alpha3","DeviceTaintRule"]]}
resource.v1alpha3.DeviceTaintRuleList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1alpha3.DeviceTaintRule","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1alpha3","DeviceTaintRuleList"]]}
resource.v1alpha3.DeviceTaintRuleSpec {"f":{"deviceSelector":["resource.v1alpha3.DeviceTaintSelector","po"],"taint":["resource.v1alpha3.DeviceTaint","ro"]}}
resource.v1alpha3.DeviceTaintRuleStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
resource.v1alpha3.DeviceTaintSelector {"f":{"device":["string","po"],"driver":["string","po"],"pool":["string","po"]}}
resource.v1alpha3.PoolStatus {"f":{"allocatedDevices":["integer:int32","po"],"availableDevices":["integer:int32","po"],"driver":["string","ro"],"generation":["integer:int64","r"],"nodeName":["string","po"],"poolName":["string","ro"],"resourceSliceCount":["integer:int32","po"],"totalDevices":["integer:int32","po"],"unavailableDevices":["integer:int32","po"],"validationError":["string","po"]}}
resource.v1alpha3.ResourcePoolStatusRequest {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","ro"],"spec":["resource.v1alpha3.ResourcePoolStatusRequestSpec","r"],"status":["resource.v1alpha3.ResourcePoolStatusRequestStatus","po"]},"g":[["resource.k8s.io","v1alpha3","ResourcePoolStatusRequest"]]}
resource.v1alpha3.ResourcePoolStatusRequestList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1alpha3.ResourcePoolStatusRequest","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1alpha3","ResourcePoolStatusRequestList"]]}
resource.v1alpha3.ResourcePoolStatusRequestSpec {"f":{"driver":["string","r"],"limit":["integer:int32","po"],"poolName":["string","po"]}}
resource.v1alpha3.ResourcePoolStatusRequestStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"poolCount":["integer:int32","rpo"],"pools":["[]resource.v1alpha3.PoolStatus","o",{"l":"atomic"}]}}
resource.v1beta1.AllocatedDeviceStatus {"f":{"conditions":["[]meta.v1.Condition","",{"l":"map","k":["type"]}],"data":["runtime.RawExtension","po"],"device":["string","r"],"driver":["string","r"],"networkData":["resource.v1beta1.NetworkDeviceData","po"],"pool":["string","r"],"shareID":["string","po"]}}
resource.v1beta1.AllocationResult {"f":{"allocationTimestamp":["meta.v1.Time","po"],"devices":["resource.v1beta1.DeviceAllocationResult","o"],"nodeSelector":["core.v1.NodeSelector","po"]}}
resource.v1beta1.BasicDevice {"f":{"allNodes":["boolean","po"],"allowMultipleAllocations":["boolean","po"],"attributes":["map[string]resource.v1beta1.DeviceAttribute","o"],"bindingConditions":["[]string","o",{"l":"atomic"}],"bindingFailureConditions":["[]string","o",{"l":"atomic"}],"bindsToNode":["boolean","po"],"capacity":["map[string]resource.v1beta1.DeviceCapacity","o"],"consumesCounters":["[]resource.v1beta1.DeviceCounterConsumption","o",{"l":"atomic"}],"nodeAllocatableResourceMappings":["map[string]resource.v1beta1.NodeAllocatableResourceMapping","o"],"nodeName":["string","po"],"nodeSelector":["core.v1.NodeSelector","po"],"taints":["[]resource.v1beta1.DeviceTaint","o",{"l":"atomic"}]}}
resource.v1beta1.CELDeviceSelector {"f":{"expression":["string","r"]}}
resource.v1beta1.CapacityRequestPolicy {"f":{"default":["resource.Quantity","p"],"validRange":["resource.v1beta1.CapacityRequestPolicyRange","po"],"validValues":["[]resource.Quantity","o",{"l":"atomic"}]}}
resource.v1beta1.CapacityRequestPolicyRange {"f":{"max":["resource.Quantity","po"],"min":["resource.Quantity","rpo"],"step":["resource.Quantity","po"]}}
resource.v1beta1.CapacityRequirements {"f":{"requests":["map[string]resource.Quantity","o"]}}
resource.v1beta1.Counter {"f":{"value":["resource.Quantity","r"]}}
resource.v1beta1.CounterSet {"f":{"counters":["map[string]resource.v1beta1.Counter","ro"],"name":["string","r"]}}
resource.v1beta1.Device {"f":{"basic":["resource.v1beta1.BasicDevice","po"],"name":["string","r"]}}
resource.v1beta1.DeviceAllocationConfiguration {"f":{"opaque":["resource.v1beta1.OpaqueDeviceConfiguration","po"],"requests":["[]string","o",{"l":"atomic"}],"source":["string","r:v1beta1.AllocationConfigSource"]}}
resource.v1beta1.DeviceAllocationResult {"f":{"config":["[]resource.v1beta1.DeviceAllocationConfiguration","o",{"l":"atomic"}],"results":["[]resource.v1beta1.DeviceRequestAllocationResult","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceAttribute {"f":{"bool":["boolean","po"],"bools":["[]boolean","o",{"l":"atomic"}],"int":["integer:int64","po"],"ints":["[]integer:int64","o",{"l":"atomic"}],"string":["string","po"],"strings":["[]string","o",{"l":"atomic"}],"version":["string","po"],"versions":["[]string","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceCapacity {"f":{"requestPolicy":["resource.v1beta1.CapacityRequestPolicy","po"],"value":["resource.Quantity","r"]}}
resource.v1beta1.DeviceClaim {"f":{"config":["[]resource.v1beta1.DeviceClaimConfiguration","o",{"l":"atomic"}],"constraints":["[]resource.v1beta1.DeviceConstraint","o",{"l":"atomic"}],"requests":["[]resource.v1beta1.DeviceRequest","",{"l":"atomic"}]}}
resource.v1beta1.DeviceClaimConfiguration {"f":{"opaque":["resource.v1beta1.OpaqueDeviceConfiguration","po"],"requests":["[]string","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceClass {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta1.DeviceClassSpec","r"]},"g":[["resource.k8s.io","v1beta1","DeviceClass"]]}
resource.v1beta1.DeviceClassConfiguration {"f":{"opaque":["resource.v1beta1.OpaqueDeviceConfiguration","po"]}}
resource.v1beta1.DeviceClassList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta1.DeviceClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta1","DeviceClassList"]]}
resource.v1beta1.DeviceClassSpec {"f":{"config":["[]resource.v1beta1.DeviceClassConfiguration","o",{"l":"atomic"}],"extendedResourceName":["string","po"],"selectors":["[]resource.v1beta1.DeviceSelector","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceConstraint {"f":{"distinctAttribute":["string","po:v1beta1.FullyQualifiedName"],"matchAttribute":["string","po:v1beta1.FullyQualifiedName"],"requests":["[]string","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceCounterConsumption {"f":{"counterSet":["string","r"],"counters":["map[string]resource.v1beta1.Counter","ro"]}}
resource.v1beta1.DeviceRequest {"f":{"adminAccess":["boolean","po"],"allocationMode":["string","o:v1beta1.DeviceAllocationMode"],"capacity":["resource.v1beta1.CapacityRequirements","po"],"count":["integer:int64","o"],"deviceClassName":"string","firstAvailable":["[]resource.v1beta1.DeviceSubRequest","o",{"l":"atomic"}],"name":["string","r"],"selectors":["[]resource.v1beta1.DeviceSelector","o",{"l":"atomic"}],"tolerations":["[]resource.v1beta1.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceRequestAllocationResult {"f":{"adminAccess":["boolean","po"],"bindingConditions":["[]string","o",{"l":"atomic"}],"bindingFailureConditions":["[]string","o",{"l":"atomic"}],"consumedCapacity":["map[string]resource.Quantity","o"],"device":["string","r"],"driver":["string","r"],"pool":["string","r"],"request":["string","r"],"shareID":["string","po:types.UID"],"tolerations":["[]resource.v1beta1.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceSelector {"f":{"cel":["resource.v1beta1.CELDeviceSelector","po"]}}
resource.v1beta1.DeviceSubRequest {"f":{"allocationMode":["string","o:v1beta1.DeviceAllocationMode"],"capacity":["resource.v1beta1.CapacityRequirements","po"],"count":["integer:int64","o"],"deviceClassName":["string","r"],"name":["string","r"],"selectors":["[]resource.v1beta1.DeviceSelector","o",{"l":"atomic"}],"tolerations":["[]resource.v1beta1.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1beta1.DeviceTaint {"f":{"effect":["string","r:v1beta1.DeviceTaintEffect"],"key":["string","r"],"timeAdded":["meta.v1.Time","po"],"value":["string","o"]}}
resource.v1beta1.DeviceToleration {"f":{"effect":["string","o:v1beta1.DeviceTaintEffect"],"key":["string","o"],"operator":["string","o:v1beta1.DeviceTolerationOperator"],"tolerationSeconds":["integer:int64","po"],"value":["string","o"]}}
resource.v1beta1.NetworkDeviceData {"f":{"hardwareAddress":["string","o"],"interfaceName":["string","o"],"ips":["[]string","o",{"l":"atomic"}]}}
resource.v1beta1.NodeAllocatableResourceMapping {"f":{"allocationMultiplier":["resource.Quantity","po"],"capacityKey":["string","po:v1beta1.QualifiedName"]}}
resource.v1beta1.OpaqueDeviceConfiguration {"f":{"driver":["string","r"],"parameters":["runtime.RawExtension","r"]}}
resource.v1beta1.ResourceClaim {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta1.ResourceClaimSpec","r"],"status":["resource.v1beta1.ResourceClaimStatus","o"]},"g":[["resource.k8s.io","v1beta1","ResourceClaim"]]}
resource.v1beta1.ResourceClaimConsumerReference {"f":{"apiGroup":["string","o"],"name":["string","r"],"resource":["string","r"],"uid":["string","r:types.UID"]}}
resource.v1beta1.ResourceClaimList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta1.ResourceClaim","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta1","ResourceClaimList"]]}
resource.v1beta1.ResourceClaimSpec {"f":{"devices":"resource.v1beta1.DeviceClaim"}}
resource.v1beta1.ResourceClaimStatus {"f":{"allocation":["resource.v1beta1.AllocationResult","po"],"devices":["[]resource.v1beta1.AllocatedDeviceStatus","o",{"l":"map","k":["driver","device","pool","shareID"]}],"reservedFor":["[]resource.v1beta1.ResourceClaimConsumerReference","o",{"l":"map","k":["uid"],"s":"merge","m":"uid"}]}}
resource.v1beta1.ResourceClaimTemplate {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta1.ResourceClaimTemplateSpec","r"]},"g":[["resource.k8s.io","v1beta1","ResourceClaimTemplate"]]}
resource.v1beta1.ResourceClaimTemplateList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta1.ResourceClaimTemplate","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta1","ResourceClaimTemplateList"]]}
resource.v1beta1.ResourceClaimTemplateSpec {"f":{"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta1.ResourceClaimSpec","r"]}}
resource.v1beta1.ResourcePool {"f":{"generation":["integer:int64","r"],"name":["string","r"],"resourceSliceCount":["integer:int64","r"]}}
resource.v1beta1.ResourceSlice {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta1.ResourceSliceSpec","r"]},"g":[["resource.k8s.io","v1beta1","ResourceSlice"]]}
resource.v1beta1.ResourceSliceList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta1.ResourceSlice","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta1","ResourceSliceList"]]}
resource.v1beta1.ResourceSliceSpec {"f":{"allNodes":["boolean","o"],"devices":["[]resource.v1beta1.Device","o",{"l":"atomic"}],"driver":["string","r"],"nodeName":["string","o"],"nodeSelector":["core.v1.NodeSelector","po"],"perDeviceNodeSelection":["boolean","po"],"pool":["resource.v1beta1.ResourcePool","r"],"sharedCounters":["[]resource.v1beta1.CounterSet","o",{"l":"atomic"}]}}
resource.v1beta2.AllocatedDeviceStatus {"f":{"conditions":["[]meta.v1.Condition","",{"l":"map","k":["type"]}],"data":["runtime.RawExtension","po"],"device":["string","r"],"driver":["string","r"],"networkData":["resource.v1beta2.NetworkDeviceData","po"],"pool":["string","r"],"shareID":["string","po"]}}
resource.v1beta2.AllocationResult {"f":{"allocationTimestamp":["meta.v1.Time","po"],"devices":["resource.v1beta2.DeviceAllocationResult","o"],"nodeSelector":["core.v1.NodeSelector","po"]}}
resource.v1beta2.CELDeviceSelector {"f":{"expression":["string","r"]}}
resource.v1beta2.CapacityRequestPolicy {"f":{"default":["resource.Quantity","p"],"validRange":["resource.v1beta2.CapacityRequestPolicyRange","po"],"validValues":["[]resource.Quantity","o",{"l":"atomic"}]}}
resource.v1beta2.CapacityRequestPolicyRange {"f":{"max":["resource.Quantity","po"],"min":["resource.Quantity","rpo"],"step":["resource.Quantity","po"]}}
resource.v1beta2.CapacityRequirements {"f":{"requests":["map[string]resource.Quantity","o"]}}
resource.v1beta2.Counter {"f":{"value":["resource.Quantity","r"]}}
resource.v1beta2.CounterSet {"f":{"counters":["map[string]resource.v1beta2.Counter","ro"],"name":["string","r"]}}
resource.v1beta2.Device {"f":{"allNodes":["boolean","po"],"allowMultipleAllocations":["boolean","po"],"attributes":["map[string]resource.v1beta2.DeviceAttribute","o"],"bindingConditions":["[]string","o",{"l":"atomic"}],"bindingFailureConditions":["[]string","o",{"l":"atomic"}],"bindsToNode":["boolean","po"],"capacity":["map[string]resource.v1beta2.DeviceCapacity","o"],"consumesCounters":["[]resource.v1beta2.DeviceCounterConsumption","o",{"l":"atomic"}],"name":["string","r"],"nodeAllocatableResourceMappings":["map[string]resource.v1beta2.NodeAllocatableResourceMapping","o"],"nodeName":["string","po"],"nodeSelector":["core.v1.NodeSelector","po"],"taints":["[]resource.v1beta2.DeviceTaint","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceAllocationConfiguration {"f":{"opaque":["resource.v1beta2.OpaqueDeviceConfiguration","po"],"requests":["[]string","o",{"l":"atomic"}],"source":["string","r:v1beta2.AllocationConfigSource"]}}
resource.v1beta2.DeviceAllocationResult {"f":{"config":["[]resource.v1beta2.DeviceAllocationConfiguration","o",{"l":"atomic"}],"results":["[]resource.v1beta2.DeviceRequestAllocationResult","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceAttribute {"f":{"bool":["boolean","po"],"bools":["[]boolean","o",{"l":"atomic"}],"int":["integer:int64","po"],"ints":["[]integer:int64","o",{"l":"atomic"}],"string":["string","po"],"strings":["[]string","o",{"l":"atomic"}],"version":["string","po"],"versions":["[]string","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceCapacity {"f":{"requestPolicy":["resource.v1beta2.CapacityRequestPolicy","po"],"value":["resource.Quantity","r"]}}
resource.v1beta2.DeviceClaim {"f":{"config":["[]resource.v1beta2.DeviceClaimConfiguration","o",{"l":"atomic"}],"constraints":["[]resource.v1beta2.DeviceConstraint","o",{"l":"atomic"}],"requests":["[]resource.v1beta2.DeviceRequest","",{"l":"atomic"}]}}
resource.v1beta2.DeviceClaimConfiguration {"f":{"opaque":["resource.v1beta2.OpaqueDeviceConfiguration","po"],"requests":["[]string","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceClass {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta2.DeviceClassSpec","r"]},"g":[["resource.k8s.io","v1beta2","DeviceClass"]]}
resource.v1beta2.DeviceClassConfiguration {"f":{"opaque":["resource.v1beta2.OpaqueDeviceConfiguration","po"]}}
resource.v1beta2.DeviceClassList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta2.DeviceClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta2","DeviceClassList"]]}
resource.v1beta2.DeviceClassSpec {"f":{"config":["[]resource.v1beta2.DeviceClassConfiguration","o",{"l":"atomic"}],"extendedResourceName":["string","po"],"selectors":["[]resource.v1beta2.DeviceSelector","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceConstraint {"f":{"distinctAttribute":["string","po:v1beta2.FullyQualifiedName"],"matchAttribute":["string","po:v1beta2.FullyQualifiedName"],"requests":["[]string","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceCounterConsumption {"f":{"counterSet":["string","r"],"counters":["map[string]resource.v1beta2.Counter","ro"]}}
resource.v1beta2.DeviceRequest {"f":{"exactly":["resource.v1beta2.ExactDeviceRequest","po"],"firstAvailable":["[]resource.v1beta2.DeviceSubRequest","o",{"l":"atomic"}],"name":["string","r"]}}
resource.v1beta2.DeviceRequestAllocationResult {"f":{"adminAccess":["boolean","po"],"bindingConditions":["[]string","o",{"l":"atomic"}],"bindingFailureConditions":["[]string","o",{"l":"atomic"}],"consumedCapacity":["map[string]resource.Quantity","o"],"device":["string","r"],"driver":["string","r"],"pool":["string","r"],"request":["string","r"],"shareID":["string","po:types.UID"],"tolerations":["[]resource.v1beta2.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceSelector {"f":{"cel":["resource.v1beta2.CELDeviceSelector","po"]}}
resource.v1beta2.DeviceSubRequest {"f":{"allocationMode":["string","o:v1beta2.DeviceAllocationMode"],"capacity":["resource.v1beta2.CapacityRequirements","po"],"count":["integer:int64","o"],"deviceClassName":["string","r"],"name":["string","r"],"selectors":["[]resource.v1beta2.DeviceSelector","o",{"l":"atomic"}],"tolerations":["[]resource.v1beta2.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1beta2.DeviceTaint {"f":{"effect":["string","r:v1beta2.DeviceTaintEffect"],"key":["string","r"],"timeAdded":["meta.v1.Time","po"],"value":["string","o"]}}
resource.v1beta2.DeviceTaintRule {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta2.DeviceTaintRuleSpec","r"],"status":["resource.v1beta2.DeviceTaintRuleStatus","o"]},"g":[["resource.k8s.io","v1beta2","DeviceTaintRule"]]}
resource.v1beta2.DeviceTaintRuleList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta2.DeviceTaintRule","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta2","DeviceTaintRuleList"]]}
resource.v1beta2.DeviceTaintRuleSpec {"f":{"deviceSelector":["resource.v1beta2.DeviceTaintSelector","po"],"taint":["resource.v1beta2.DeviceTaint","ro"]}}
resource.v1beta2.DeviceTaintRuleStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
resource.v1beta2.DeviceTaintSelector {"f":{"device":["string","po"],"driver":["string","po"],"pool":["string","po"]}}
resource.v1beta2.DeviceToleration {"f":{"effect":["string","o:v1beta2.DeviceTaintEffect"],"key":["string","o"],"operator":["string","o:v1beta2.DeviceTolerationOperator"],"tolerationSeconds":["integer:int64","po"],"value":["string","o"]}}
resource.v1beta2.ExactDeviceRequest {"f":{"adminAccess":["boolean","po"],"allocationMode":["string","o:v1beta2.DeviceAllocationMode"],"capacity":["resource.v1beta2.CapacityRequirements","po"],"count":["integer:int64","o"],"deviceClassName":["string","r"],"selectors":["[]resource.v1beta2.DeviceSelector","o",{"l":"atomic"}],"tolerations":["[]resource.v1beta2.DeviceToleration","o",{"l":"atomic"}]}}
resource.v1beta2.NetworkDeviceData {"f":{"hardwareAddress":["string","o"],"interfaceName":["string","o"],"ips":["[]string","o",{"l":"atomic"}]}}
resource.v1beta2.NodeAllocatableResourceMapping {"f":{"allocationMultiplier":["resource.Quantity","po"],"capacityKey":["string","po:v1beta2.QualifiedName"]}}
resource.v1beta2.OpaqueDeviceConfiguration {"f":{"driver":["string","r"],"parameters":["runtime.RawExtension","r"]}}
resource.v1beta2.ResourceClaim {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta2.ResourceClaimSpec","r"],"status":["resource.v1beta2.ResourceClaimStatus","o"]},"g":[["resource.k8s.io","v1beta2","ResourceClaim"]]}
resource.v1beta2.ResourceClaimConsumerReference {"f":{"apiGroup":["string","o"],"name":["string","r"],"resource":["string","r"],"uid":["string","r:types.UID"]}}
resource.v1beta2.ResourceClaimList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta2.ResourceClaim","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta2","ResourceClaimList"]]}
resource.v1beta2.ResourceClaimSpec {"f":{"devices":"resource.v1beta2.DeviceClaim"}}
resource.v1beta2.ResourceClaimStatus {"f":{"allocation":["resource.v1beta2.AllocationResult","po"],"devices":["[]resource.v1beta2.AllocatedDeviceStatus","o",{"l":"map","k":["driver","device","pool","shareID"]}],"reservedFor":["[]resource.v1beta2.ResourceClaimConsumerReference","o",{"l":"map","k":["uid"],"s":"merge","m":"uid"}]}}
resource.v1beta2.ResourceClaimTemplate {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta2.ResourceClaimTemplateSpec","r"]},"g":[["resource.k8s.io","v1beta2","ResourceClaimTemplate"]]}
resource.v1beta2.ResourceClaimTemplateList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta2.ResourceClaimTemplate","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta2","ResourceClaimTemplateList"]]}
resource.v1beta2.ResourceClaimTemplateSpec {"f":{"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta2.ResourceClaimSpec","r"]}}
resource.v1beta2.ResourcePool {"f":{"generation":["integer:int64","r"],"name":["string","r"],"resourceSliceCount":["integer:int64","r"]}}
resource.v1beta2.ResourceSlice {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["resource.v1beta2.ResourceSliceSpec","r"]},"g":[["resource.k8s.io","v1beta2","ResourceSlice"]]}
resource.v1beta2.ResourceSliceList {"f":{"apiVersion":["string","o"],"items":["[]resource.v1beta2.ResourceSlice","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["resource.k8s.io","v1beta2","ResourceSliceList"]]}
resource.v1beta2.ResourceSliceSpec {"f":{"allNodes":["boolean","po"],"devices":["[]resource.v1beta2.Device","o",{"l":"atomic"}],"driver":["string","r"],"nodeName":["string","po"],"nodeSelector":["core.v1.NodeSelector","po"],"perDeviceNodeSelection":["boolean","po"],"pool":["resource.v1beta2.ResourcePool","r"],"sharedCounters":["[]resource.v1beta2.CounterSet","o",{"l":"atomic"}]}}
scheduling.v1.PriorityClass {"f":{"apiVersion":["string","o"],"description":["string","o"],"globalDefault":["boolean","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"preemptionPolicy":["string","po:v1.PreemptionPolicy"],"value":"integer:int32"},"g":[["scheduling.k8s.io","v1","PriorityClass"]]}
scheduling.v1.PriorityClassList {"f":{"apiVersion":["string","o"],"items":["[]scheduling.v1.PriorityClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["scheduling.k8s.io","v1","PriorityClassList"]]}
scheduling.v1alpha2.BasicSchedulingPolicy {"is":"object"}
scheduling.v1alpha2.GangSchedulingPolicy {"f":{"minCount":["integer:int32","r"]}}
scheduling.v1alpha2.PodGroup {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["scheduling.v1alpha2.PodGroupSpec","r"],"status":["scheduling.v1alpha2.PodGroupStatus","o"]},"g":[["scheduling.k8s.io","v1alpha2","PodGroup"]]}
scheduling.v1alpha2.PodGroupList {"f":{"apiVersion":["string","o"],"items":["[]scheduling.v1alpha2.PodGroup","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["scheduling.k8s.io","v1alpha2","PodGroupList"]]}
scheduling.v1alpha2.PodGroupResourceClaim {"f":{"name":["string","r"],"resourceClaimName":["string","po"],"resourceClaimTemplateName":["string","po"]}}
scheduling.v1alpha2.PodGroupResourceClaimStatus {"f":{"name":["string","r"],"resourceClaimName":["string","po"]}}
scheduling.v1alpha2.PodGroupSchedulingConstraints {"f":{"topology":["[]scheduling.v1alpha2.TopologyConstraint","o",{"l":"atomic"}]}}
scheduling.v1alpha2.PodGroupSchedulingPolicy {"f":{"basic":["scheduling.v1alpha2.BasicSchedulingPolicy","po"],"gang":["scheduling.v1alpha2.GangSchedulingPolicy","po"]}}
scheduling.v1alpha2.PodGroupSpec {"f":{"disruptionMode":["string","po:v1alpha2.DisruptionMode"],"podGroupTemplateRef":["scheduling.v1alpha2.PodGroupTemplateReference","p"],"priority":["integer:int32","po"],"priorityClassName":["string","o"],"resourceClaims":["[]scheduling.v1alpha2.PodGroupResourceClaim","o",{"l":"map","k":["name"],"s":"merge,retainKeys","m":"name"}],"schedulingConstraints":["scheduling.v1alpha2.PodGroupSchedulingConstraints","po"],"schedulingPolicy":["scheduling.v1alpha2.PodGroupSchedulingPolicy","r"]}}
scheduling.v1alpha2.PodGroupStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"resourceClaimStatuses":["[]scheduling.v1alpha2.PodGroupResourceClaimStatus","o",{"l":"map","k":["name"],"s":"merge,retainKeys","m":"name"}]}}
scheduling.v1alpha2.PodGroupTemplate {"f":{"disruptionMode":["string","po:v1alpha2.DisruptionMode"],"name":["string","r"],"priority":["integer:int32","po"],"priorityClassName":["string","o"],"resourceClaims":["[]scheduling.v1alpha2.PodGroupResourceClaim","o",{"l":"map","k":["name"],"s":"merge,retainKeys","m":"name"}],"schedulingConstraints":["scheduling.v1alpha2.PodGroupSchedulingConstraints","p"],"schedulingPolicy":["scheduling.v1alpha2.PodGroupSchedulingPolicy","r"]}}
scheduling.v1alpha2.PodGroupTemplateReference {"f":{"workload":["scheduling.v1alpha2.WorkloadPodGroupTemplateReference","p"]}}
scheduling.v1alpha2.TopologyConstraint {"f":{"key":["string","r"]}}
scheduling.v1alpha2.TypedLocalObjectReference {"f":{"apiGroup":["string","o"],"kind":["string","r"],"name":["string","r"]}}
scheduling.v1alpha2.Workload {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["scheduling.v1alpha2.WorkloadSpec","r"]},"g":[["scheduling.k8s.io","v1alpha2","Workload"]]}
scheduling.v1alpha2.WorkloadList {"f":{"apiVersion":["string","o"],"items":["[]scheduling.v1alpha2.Workload","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["scheduling.k8s.io","v1alpha2","WorkloadList"]]}
scheduling.v1alpha2.WorkloadPodGroupTemplateReference {"f":{"podGroupTemplateName":["string","r"],"workloadName":["string","r"]}}
scheduling.v1alpha2.WorkloadSpec {"f":{"controllerRef":["scheduling.v1alpha2.TypedLocalObjectReference","po"],"podGroupTemplates":["[]scheduling.v1alpha2.PodGroupTemplate","r",{"l":"map","k":["name"]}]}}
storage.v1.CSIDriver {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["storage.v1.CSIDriverSpec","r"]},"g":[["storage.k8s.io","v1","CSIDriver"]]}
storage.v1.CSIDriverList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1.CSIDriver","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1","CSIDriverList"]]}
storage.v1.CSIDriverSpec {"f":{"attachRequired":["boolean","po"],"fsGroupPolicy":["string","po:v1.FSGroupPolicy"],"nodeAllocatableUpdatePeriodSeconds":["integer:int64","po"],"podInfoOnMount":["boolean","po"],"preventPodSchedulingIfMissing":["boolean","po"],"requiresRepublish":["boolean","po"],"seLinuxMount":["boolean","po"],"serviceAccountTokenInSecrets":["boolean","po"],"storageCapacity":["boolean","po"],"tokenRequests":["[]storage.v1.TokenRequest","o",{"l":"atomic"}],"volumeLifecycleModes":["[]string","o:v1.VolumeLifecycleMode",{"l":"set"}]}}
storage.v1.CSINode {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["storage.v1.CSINodeSpec","r"]},"g":[["storage.k8s.io","v1","CSINode"]]}
storage.v1.CSINodeDriver {"f":{"allocatable":["storage.v1.VolumeNodeResources","po"],"name":["string","r"],"nodeID":["string","r"],"topologyKeys":["[]string","",{"l":"atomic"}]}}
storage.v1.CSINodeList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1.CSINode","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1","CSINodeList"]]}
storage.v1.CSINodeSpec {"f":{"drivers":["[]storage.v1.CSINodeDriver","r",{"l":"map","k":["name"],"s":"merge","m":"name"}]}}
storage.v1.CSIStorageCapacity {"f":{"apiVersion":["string","o"],"capacity":["resource.Quantity","po"],"kind":["string","o"],"maximumVolumeSize":["resource.Quantity","po"],"metadata":["meta.v1.ObjectMeta","o"],"nodeTopology":["meta.v1.LabelSelector","po"],"storageClassName":["string","r"]},"g":[["storage.k8s.io","v1","CSIStorageCapacity"]]}
storage.v1.CSIStorageCapacityList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1.CSIStorageCapacity","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1","CSIStorageCapacityList"]]}
storage.v1.StorageClass {"f":{"allowVolumeExpansion":["boolean","po"],"allowedTopologies":["[]core.v1.TopologySelectorTerm","o",{"l":"atomic"}],"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"mountOptions":["[]string","o",{"l":"atomic"}],"parameters":["map[string]string","o"],"provisioner":["string","r"],"reclaimPolicy":["string","po:v1.PersistentVolumeReclaimPolicy"],"volumeBindingMode":["string","po:v1.VolumeBindingMode"]},"g":[["storage.k8s.io","v1","StorageClass"]]}
storage.v1.StorageClassList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1.StorageClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1","StorageClassList"]]}
storage.v1.TokenRequest {"f":{"audience":["string","r"],"expirationSeconds":["integer:int64","po"]}}
storage.v1.VolumeAttachment {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["storage.v1.VolumeAttachmentSpec","r"],"status":["storage.v1.VolumeAttachmentStatus","o"]},"g":[["storage.k8s.io","v1","VolumeAttachment"]]}
storage.v1.VolumeAttachmentList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1.VolumeAttachment","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1","VolumeAttachmentList"]]}
storage.v1.VolumeAttachmentSource {"f":{"inlineVolumeSpec":["core.v1.PersistentVolumeSpec","po"],"persistentVolumeName":["string","po"]}}
storage.v1.VolumeAttachmentSpec {"f":{"attacher":["string","r"],"nodeName":["string","r"],"source":["storage.v1.VolumeAttachmentSource","r"]}}
storage.v1.VolumeAttachmentStatus {"f":{"attachError":["storage.v1.VolumeError","po"],"attached":["boolean","r"],"attachmentMetadata":["map[string]string","o"],"detachError":["storage.v1.VolumeError","po"]}}
storage.v1.VolumeAttributesClass {"f":{"apiVersion":["string","o"],"driverName":["string","r"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"parameters":["map[string]string","o"]},"g":[["storage.k8s.io","v1","VolumeAttributesClass"]]}
storage.v1.VolumeAttributesClassList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1.VolumeAttributesClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1","VolumeAttributesClassList"]]}
storage.v1.VolumeError {"f":{"errorCode":["integer:int32","po"],"message":["string","o"],"time":["meta.v1.Time","o"]}}
storage.v1.VolumeNodeResources {"f":{"count":["integer:int32","po"]}}
storage.v1beta1.VolumeAttributesClass {"f":{"apiVersion":["string","o"],"driverName":["string","r"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"parameters":["map[string]string","o"]},"g":[["storage.k8s.io","v1beta1","VolumeAttributesClass"]]}
storage.v1beta1.VolumeAttributesClassList {"f":{"apiVersion":["string","o"],"items":["[]storage.v1beta1.VolumeAttributesClass","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storage.k8s.io","v1beta1","VolumeAttributesClassList"]]}
storagemigration.v1beta1.StorageVersionMigration {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["storagemigration.v1beta1.StorageVersionMigrationSpec","o"],"status":["storagemigration.v1beta1.StorageVersionMigrationStatus","o"]},"g":[["storagemigration.k8s.io","v1beta1","StorageVersionMigration"]]}
storagemigration.v1beta1.StorageVersionMigrationList {"f":{"apiVersion":["string","o"],"items":["[]storagemigration.v1beta1.StorageVersionMigration","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["storagemigration.k8s.io","v1beta1","StorageVersionMigrationList"]]}
storagemigration.v1beta1.StorageVersionMigrationSpec {"f":{"resource":["meta.v1.GroupResource","r"]}}
storagemigration.v1beta1.StorageVersionMigrationStatus {"f":{"conditions":["[]meta.v1.Condition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}],"resourceVersion":["string","o"]}}
apiextensions.v1.CustomResourceColumnDefinition {"f":{"description":["string","o"],"format":["string","o"],"jsonPath":["string","r"],"name":["string","r"],"priority":["integer:int32","o"],"type":["string","r"]}}
apiextensions.v1.CustomResourceConversion {"f":{"strategy":["string","r:v1.ConversionStrategyType"],"webhook":["apiextensions.v1.WebhookConversion","po"]}}
apiextensions.v1.CustomResourceDefinition {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["apiextensions.v1.CustomResourceDefinitionSpec","r"],"status":["apiextensions.v1.CustomResourceDefinitionStatus","o"]},"g":[["apiextensions.k8s.io","v1","CustomResourceDefinition"]]}
apiextensions.v1.CustomResourceDefinitionCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"observedGeneration":["integer:int64","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.CustomResourceDefinitionConditionType"]}}
apiextensions.v1.CustomResourceDefinitionList {"f":{"apiVersion":["string","o"],"items":["[]apiextensions.v1.CustomResourceDefinition","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apiextensions.k8s.io","v1","CustomResourceDefinitionList"]]}
apiextensions.v1.CustomResourceDefinitionNames {"f":{"categories":["[]string","o",{"l":"atomic"}],"kind":["string","r"],"listKind":["string","o"],"plural":["string","r"],"shortNames":["[]string","o",{"l":"atomic"}],"singular":["string","o"]}}
apiextensions.v1.CustomResourceDefinitionSpec {"f":{"conversion":["apiextensions.v1.CustomResourceConversion","po"],"group":["string","r"],"names":["apiextensions.v1.CustomResourceDefinitionNames","r"],"preserveUnknownFields":["boolean","o"],"scope":["string","r:v1.ResourceScope"],"versions":["[]apiextensions.v1.CustomResourceDefinitionVersion","r",{"l":"atomic"}]}}
apiextensions.v1.CustomResourceDefinitionStatus {"f":{"acceptedNames":"apiextensions.v1.CustomResourceDefinitionNames","conditions":["[]apiextensions.v1.CustomResourceDefinitionCondition","",{"l":"map","k":["type"]}],"observedGeneration":["integer:int64","o"],"storedVersions":["[]string","",{"l":"atomic"}]}}
apiextensions.v1.CustomResourceDefinitionVersion {"f":{"additionalPrinterColumns":["[]apiextensions.v1.CustomResourceColumnDefinition","o",{"l":"atomic"}],"deprecated":["boolean","o"],"deprecationWarning":["string","po"],"name":["string","r"],"schema":["apiextensions.v1.CustomResourceValidation","po"],"selectableFields":["[]apiextensions.v1.SelectableField","o",{"l":"atomic"}],"served":["boolean","r"],"storage":["boolean","r"],"subresources":["apiextensions.v1.CustomResourceSubresources","po"]}}
apiextensions.v1.CustomResourceSubresourceScale {"f":{"labelSelectorPath":["string","po"],"specReplicasPath":["string","r"],"statusReplicasPath":["string","r"]}}
apiextensions.v1.CustomResourceSubresourceStatus {"is":"object"}
apiextensions.v1.CustomResourceSubresources {"f":{"scale":["apiextensions.v1.CustomResourceSubresourceScale","po"],"status":["apiextensions.v1.CustomResourceSubresourceStatus","po"]}}
apiextensions.v1.CustomResourceValidation {"f":{"openAPIV3Schema":["apiextensions.v1.JSONSchemaProps","po"]}}
apiextensions.v1.ExternalDocumentation {"f":{"description":["string","o"],"url":["string","o"]}}
apiextensions.v1.JSON {"is":"any"}
apiextensions.v1.JSONSchemaProps {"f":{"$ref":["string","po"],"$schema":["string","o:v1.JSONSchemaURL"],"additionalItems":["apiextensions.v1.JSONSchemaPropsOrBool","po"],"additionalProperties":["apiextensions.v1.JSONSchemaPropsOrBool","po"],"allOf":["[]apiextensions.v1.JSONSchemaProps","o",{"l":"atomic"}],"anyOf":["[]apiextensions.v1.JSONSchemaProps","o",{"l":"atomic"}],"default":["apiextensions.v1.JSON","po"],"definitions":["map[string]apiextensions.v1.JSONSchemaProps","o"],"dependencies":["map[string]apiextensions.v1.JSONSchemaPropsOrStringArray","o"],"description":["string","o"],"enum":["[]apiextensions.v1.JSON","o",{"l":"atomic"}],"example":["apiextensions.v1.JSON","po"],"exclusiveMaximum":["boolean","o"],"exclusiveMinimum":["boolean","o"],"externalDocs":["apiextensions.v1.ExternalDocumentation","po"],"format":["string","o"],"id":["string","o"],"items":["apiextensions.v1.JSONSchemaPropsOrArray","po"],"maxItems":["integer:int64","po"],"maxLength":["integer:int64","po"],"maxProperties":["integer:int64","po"],"maximum":["number:double","po"],"minItems":["integer:int64","po"],"minLength":["integer:int64","po"],"minProperties":["integer:int64","po"],"minimum":["number:double","po"],"multipleOf":["number:double","po"],"not":["apiextensions.v1.JSONSchemaProps","po"],"nullable":["boolean","o"],"oneOf":["[]apiextensions.v1.JSONSchemaProps","o",{"l":"atomic"}],"pattern":["string","o"],"patternProperties":["map[string]apiextensions.v1.JSONSchemaProps","o"],"properties":["map[string]apiextensions.v1.JSONSchemaProps","o"],"required":["[]string","o",{"l":"atomic"}],"title":["string","o"],"type":["string","o"],"uniqueItems":["boolean","o"],"x-kubernetes-embedded-resource":["boolean","o"],"x-kubernetes-int-or-string":["boolean","o"],"x-kubernetes-list-map-keys":["[]string","o",{"l":"atomic"}],"x-kubernetes-list-type":["string","po"],"x-kubernetes-map-type":["string","po"],"x-kubernetes-preserve-unknown-fields":["boolean","po"],"x-kubernetes-validations":["[]apiextensions.v1.ValidationRule","o",{"l":"map","k":["rule"],"s":"merge","m":"rule"}]}}
apiextensions.v1.JSONSchemaPropsOrArray {"is":"any"}
apiextensions.v1.JSONSchemaPropsOrBool {"is":"any"}
apiextensions.v1.JSONSchemaPropsOrStringArray {"is":"any"}
apiextensions.v1.SelectableField {"f":{"jsonPath":["string","r"]}}
apiextensions.v1.ServiceReference {"f":{"name":["string","r"],"namespace":["string","r"],"path":["string","po"],"port":["integer:int32","po"]}}
apiextensions.v1.ValidationRule {"f":{"fieldPath":["string","o"],"message":["string","o"],"messageExpression":["string","o"],"optionalOldSelf":["boolean","po"],"reason":["string","po:v1.FieldValueErrorReason"],"rule":["string","r"]}}
apiextensions.v1.WebhookClientConfig {"f":{"caBundle":["string:byte","o"],"service":["apiextensions.v1.ServiceReference","po"],"url":["string","po"]}}
apiextensions.v1.WebhookConversion {"f":{"clientConfig":["apiextensions.v1.WebhookClientConfig","po"],"conversionReviewVersions":["[]string","r",{"l":"atomic"}]}}
resource.Quantity {"is":"string"}
meta.v1.APIGroup {"f":{"apiVersion":["string","o"],"kind":["string","o"],"name":["string","r"],"preferredVersion":["meta.v1.GroupVersionForDiscovery","o"],"serverAddressByClientCIDRs":["[]meta.v1.ServerAddressByClientCIDR","o",{"l":"atomic"}],"versions":["[]meta.v1.GroupVersionForDiscovery","r",{"l":"atomic"}]},"g":[["","v1","APIGroup"]]}
meta.v1.APIGroupList {"f":{"apiVersion":["string","o"],"groups":["[]meta.v1.APIGroup","r",{"l":"atomic"}],"kind":["string","o"]},"g":[["","v1","APIGroupList"]]}
meta.v1.APIResource {"f":{"categories":["[]string","o",{"l":"atomic"}],"group":["string","o"],"kind":["string","r"],"name":["string","r"],"namespaced":["boolean","r"],"shortNames":["[]string","o",{"l":"atomic"}],"singularName":["string","r"],"storageVersionHash":["string","o"],"verbs":["[]string","r"],"version":["string","o"]}}
meta.v1.APIResourceList {"f":{"apiVersion":["string","o"],"groupVersion":["string","r"],"kind":["string","o"],"resources":["[]meta.v1.APIResource","r",{"l":"atomic"}]},"g":[["","v1","APIResourceList"]]}
meta.v1.APIVersions {"f":{"apiVersion":["string","o"],"kind":["string","o"],"serverAddressByClientCIDRs":["[]meta.v1.ServerAddressByClientCIDR","r",{"l":"atomic"}],"versions":["[]string","r",{"l":"atomic"}]},"g":[["","v1","APIVersions"]]}
meta.v1.Condition {"f":{"lastTransitionTime":["meta.v1.Time","r"],"message":["string","r"],"observedGeneration":["integer:int64","o"],"reason":["string","r"],"status":["string","r:v1.ConditionStatus"],"type":["string","r"]}}
meta.v1.DeleteOptions {"f":{"apiVersion":["string","o"],"dryRun":["[]string","o",{"l":"atomic"}],"gracePeriodSeconds":["integer:int64","po"],"ignoreStoreReadErrorWithClusterBreakingPotential":["boolean","po"],"kind":["string","o"],"orphanDependents":["boolean","po"],"preconditions":["meta.v1.Preconditions","po"],"propagationPolicy":["string","po:v1.DeletionPropagation"]},"g":"every"}
meta.v1.FieldSelectorRequirement {"f":{"key":["string","r"],"operator":["string","r:v1.FieldSelectorOperator"],"values":["[]string","o",{"l":"atomic"}]}}
meta.v1.FieldsV1 {"is":"object"}
meta.v1.GroupResource {"f":{"group":["string","r"],"resource":["string","r"]}}
meta.v1.GroupVersionForDiscovery {"f":{"groupVersion":["string","r"],"version":["string","r"]}}
meta.v1.LabelSelector {"f":{"matchExpressions":["[]meta.v1.LabelSelectorRequirement","o",{"l":"atomic"}],"matchLabels":["map[string]string","o"]},"t":"atomic"}
meta.v1.LabelSelectorRequirement {"f":{"key":["string","r"],"operator":["string","r:v1.LabelSelectorOperator"],"values":["[]string","o",{"l":"atomic"}]}}
meta.v1.ListMeta {"f":{"continue":["string","o"],"remainingItemCount":["integer:int64","po"],"resourceVersion":["string","o"],"selfLink":["string","o"],"shardInfo":["meta.v1.ShardInfo","po"]}}
meta.v1.ManagedFieldsEntry {"f":{"apiVersion":["string","o"],"fieldsType":["string","o"],"fieldsV1":["meta.v1.FieldsV1","po"],"manager":["string","o"],"operation":["string","o:v1.ManagedFieldsOperationType"],"subresource":["string","o"],"time":["meta.v1.Time","po"]}}
meta.v1.MicroTime {"is":"string:date-time"}
meta.v1.ObjectMeta {"f":{"annotations":["map[string]string","o"],"creationTimestamp":["meta.v1.Time","oz"],"deletionGracePeriodSeconds":["integer:int64","po"],"deletionTimestamp":["meta.v1.Time","po"],"finalizers":["[]string","o",{"l":"set","s":"merge"}],"generateName":["string","o"],"generation":["integer:int64","o"],"labels":["map[string]string","o"],"managedFields":["[]meta.v1.ManagedFieldsEntry","o",{"l":"atomic"}],"name":["string","o"],"namespace":["string","o"],"ownerReferences":["[]meta.v1.OwnerReference","o",{"l":"map","k":["uid"],"s":"merge","m":"uid"}],"resourceVersion":["string","o"],"selfLink":["string","o"],"uid":["string","o:types.UID"]}}
meta.v1.OwnerReference {"f":{"apiVersion":["string","r"],"blockOwnerDeletion":["boolean","po"],"controller":["boolean","po"],"kind":["string","r"],"name":["string","r"],"uid":["string","r:types.UID"]},"t":"atomic"}
meta.v1.Patch {"is":"object"}
meta.v1.Preconditions {"f":{"resourceVersion":["string","po"],"uid":["string","po:types.UID"]}}
meta.v1.ServerAddressByClientCIDR {"f":{"clientCIDR":["string","r"],"serverAddress":["string","r"]}}
meta.v1.ShardInfo {"f":{"selector":["string","r"]}}
meta.v1.Status {"f":{"apiVersion":["string","o"],"code":["integer:int32","o"],"details":["meta.v1.StatusDetails","po"],"kind":["string","o"],"message":["string","o"],"metadata":["meta.v1.ListMeta","o"],"reason":["string","o:v1.StatusReason"],"status":["string","o"]},"g":[["","v1","Status"]]}
meta.v1.StatusCause {"f":{"field":["string","o"],"message":["string","o"],"reason":["string","o:v1.CauseType"]}}
meta.v1.StatusDetails {"f":{"causes":["[]meta.v1.StatusCause","o",{"l":"atomic"}],"group":["string","o"],"kind":["string","o"],"name":["string","o"],"retryAfterSeconds":["integer:int32","o"],"uid":["string","o:types.UID"]}}
meta.v1.Time {"is":"string:date-time"}
meta.v1.WatchEvent {"f":{"object":["runtime.RawExtension","r"],"type":["string","r"]},"g":"every"}
runtime.RawExtension {"is":"object"}
intstr.IntOrString {"is":"string:int-or-string"}
version.Info {"f":{"buildDate":["string","ro"],"compiler":["string","ro"],"emulationMajor":["string","o"],"emulationMinor":["string","o"],"gitCommit":["string","ro"],"gitTreeState":["string","ro"],"gitVersion":["string","ro"],"goVersion":["string","ro"],"major":["string","ro"],"minCompatibilityMajor":["string","o"],"minCompatibilityMinor":["string","o"],"minor":["string","ro"],"platform":["string","ro"]}}
apiregistration.v1.APIService {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"spec":["apiregistration.v1.APIServiceSpec","o"],"status":["apiregistration.v1.APIServiceStatus","o"]},"g":[["apiregistration.k8s.io","v1","APIService"]]}
apiregistration.v1.APIServiceCondition {"f":{"lastTransitionTime":["meta.v1.Time","o"],"message":["string","o"],"reason":["string","o"],"status":["string","r:v1.ConditionStatus"],"type":["string","r:v1.APIServiceConditionType"]}}
apiregistration.v1.APIServiceList {"f":{"apiVersion":["string","o"],"items":["[]apiregistration.v1.APIService","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["apiregistration.k8s.io","v1","APIServiceList"]]}
apiregistration.v1.APIServiceSpec {"f":{"caBundle":["string:byte","o",{"l":"atomic"}],"group":["string","o"],"groupPriorityMinimum":["integer:int32","r"],"insecureSkipTLSVerify":["boolean","o"],"service":["apiregistration.v1.ServiceReference","po"],"version":["string","o"],"versionPriority":["integer:int32","r"]}}
apiregistration.v1.APIServiceStatus {"f":{"conditions":["[]apiregistration.v1.APIServiceCondition","o",{"l":"map","k":["type"],"s":"merge","m":"type"}]}}
apiregistration.v1.ServiceReference {"f":{"name":["string","o"],"namespace":["string","o"],"port":["integer:int32","po"]}}
meta.v1.CreateOptions {"f":{"apiVersion":["string","o"],"dryRun":["[]string","o",{"l":"atomic"}],"fieldManager":["string","o"],"fieldValidation":["string","o"],"kind":["string","o"]},"g":"every"}
meta.v1.UpdateOptions {"f":{"apiVersion":["string","o"],"dryRun":["[]string","o",{"l":"atomic"}],"fieldManager":["string","o"],"fieldValidation":["string","o"],"kind":["string","o"]},"g":"every"}
meta.v1.PatchOptions {"f":{"apiVersion":["string","o"],"dryRun":["[]string","o",{"l":"atomic"}],"force":["boolean","po"],"fieldManager":["string","o"],"fieldValidation":["string","o"],"kind":["string","o"]},"g":"every"}
meta.v1.GetOptions {"f":{"apiVersion":["string","o"],"resourceVersion":["string","o"],"kind":["string","o"]},"g":"every"}
meta.v1.ListOptions {"f":{"apiVersion":["string","o"],"labelSelector":["string","o"],"fieldSelector":["string","o"],"watch":["boolean","o"],"allowWatchBookmarks":["boolean","o"],"resourceVersion":["string","o"],"resourceVersionMatch":["string","o:v1.ResourceVersionMatch"],"timeoutSeconds":["integer:int64","po"],"limit":["integer:int64","o"],"continue":["string","o"],"sendInitialEvents":["boolean","po"],"shardSelector":["string","o"],"kind":["string","o"]},"g":"every"}
meta.v1.PartialObjectMetadata {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"]},"g":[["meta.k8s.io","v1","PartialObjectMetadata"]]}
meta.v1.PartialObjectMetadataList {"f":{"apiVersion":["string","o"],"items":["[]meta.v1.PartialObjectMetadata","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["meta.k8s.io","v1","PartialObjectMetadataList"]]}
metrics.v1beta1.ContainerMetrics {"f":{"name":["string","r"],"usage":["map[string]resource.Quantity","r"]}}
metrics.v1beta1.NodeMetrics {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"timestamp":["meta.v1.Time","r"],"window":["meta.v1.Duration","r"],"usage":["map[string]resource.Quantity","r"]},"g":[["metrics.k8s.io","v1beta1","NodeMetrics"]]}
metrics.v1beta1.PodMetrics {"f":{"apiVersion":["string","o"],"kind":["string","o"],"metadata":["meta.v1.ObjectMeta","o"],"timestamp":["meta.v1.Time","r"],"window":["meta.v1.Duration","r"],"containers":["[]metrics.v1beta1.ContainerMetrics","r"]},"g":[["metrics.k8s.io","v1beta1","PodMetrics"]]}
metrics.v1beta1.NodeMetricsList {"f":{"apiVersion":["string","o"],"items":["[]metrics.v1beta1.NodeMetrics","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["metrics.k8s.io","v1beta1","NodeMetricsList"]]}
metrics.v1beta1.PodMetricsList {"f":{"apiVersion":["string","o"],"items":["[]metrics.v1beta1.PodMetrics","r"],"kind":["string","o"],"metadata":["meta.v1.ListMeta","o"]},"g":[["metrics.k8s.io","v1beta1","PodMetricsList"]]}
meta.v1.Duration {"is":"string:duration"}
meta.v1.GroupVersionKind {"f":{"group":["string","r"],"kind":["string","r"],"version":["string","r"]}}
meta.v1.GroupVersionResource {"f":{"group":["string","r"],"resource":["string","r"],"version":["string","r"]}}
admission.v1.AdmissionRequest {"f":{"uid":["string","r:types.UID"],"kind":["meta.v1.GroupVersionKind","r"],"resource":["meta.v1.GroupVersionResource","r"],"subResource":["string","o"],"requestKind":["meta.v1.GroupVersionKind","po"],"requestResource":["meta.v1.GroupVersionResource","po"],"requestSubResource":["string","o"],"name":["string","o"],"namespace":["string","o"],"operation":["string","r:v1.Operation"],"userInfo":["authentication.v1.UserInfo","r"],"object":["runtime.RawExtension","o"],"oldObject":["runtime.RawExtension","o"],"dryRun":["boolean","po"],"options":["runtime.RawExtension","o"]}}
admission.v1.AdmissionResponse {"f":{"uid":["string","r:types.UID"],"allowed":["boolean","r"],"status":["meta.v1.Status","po"],"patch":["string:byte","o"],"patchType":["string","po:v1.PatchType"],"auditAnnotations":["map[string]string","o"],"warnings":["[]string","o"]}}
admission.v1.AdmissionReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"request":["admission.v1.AdmissionRequest","po"],"response":["admission.v1.AdmissionResponse","po"]},"g":[["admission.k8s.io","v1","AdmissionReview"]]}
apiextensions.v1.ConversionRequest {"f":{"desiredAPIVersion":["string","r"],"objects":["[]runtime.RawExtension","r"],"uid":["string","r:types.UID"]}}
apiextensions.v1.ConversionResponse {"f":{"convertedObjects":["[]runtime.RawExtension","r"],"result":["meta.v1.Status","r"],"uid":["string","r:types.UID"]}}
apiextensions.v1.ConversionReview {"f":{"apiVersion":["string","o"],"kind":["string","o"],"request":["apiextensions.v1.ConversionRequest","po"],"response":["apiextensions.v1.ConversionResponse","po"]},"g":[["apiextensions.k8s.io","v1","ConversionReview"]]}
`
export const messageLines = `
admission.v1.AdmissionRequest {"uid":[1,"string"],"kind":[2,"meta.v1.GroupVersionKind"],"resource":[3,"meta.v1.GroupVersionResource"],"subResource":[4,"string"],"requestKind":[13,"meta.v1.GroupVersionKind"],"requestResource":[14,"meta.v1.GroupVersionResource"],"requestSubResource":[15,"string"],"name":[5,"string"],"namespace":[6,"string"],"operation":[7,"string"],"userInfo":[8,"authentication.v1.UserInfo"],"object":[9,"runtime.RawExtension"],"oldObject":[10,"runtime.RawExtension"],"dryRun":[11,"bool"],"options":[12,"runtime.RawExtension"]}
admission.v1.AdmissionResponse {"uid":[1,"string"],"allowed":[2,"bool"],"status":[3,"meta.v1.Status"],"patch":[4,"bytes"],"patchType":[5,"string"],"auditAnnotations":[6,"map<string,string>"],"warnings":[7,"repeated string"]}
admission.v1.AdmissionReview {"request":[1,"admission.v1.AdmissionRequest"],"response":[2,"admission.v1.AdmissionResponse"]}
admissionregistration.v1.ApplyConfiguration {"expression":[1,"string"]}
admissionregistration.v1.AuditAnnotation {"key":[1,"string"],"valueExpression":[2,"string"]}
admissionregistration.v1.ExpressionWarning {"fieldRef":[2,"string"],"warning":[3,"string"]}
admissionregistration.v1.JSONPatch {"expression":[1,"string"]}
admissionregistration.v1.MatchCondition {"name":[1,"string"],"expression":[2,"string"]}
admissionregistration.v1.MatchResources {"namespaceSelector":[1,"meta.v1.LabelSelector"],"objectSelector":[2,"meta.v1.LabelSelector"],"resourceRules":[3,"repeated admissionregistration.v1.NamedRuleWithOperations"],"excludeResourceRules":[4,"repeated admissionregistration.v1.NamedRuleWithOperations"],"matchPolicy":[7,"string"]}
admissionregistration.v1.MutatingAdmissionPolicy {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1.MutatingAdmissionPolicySpec"]}
admissionregistration.v1.MutatingAdmissionPolicyBinding {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1.MutatingAdmissionPolicyBindingSpec"]}
admissionregistration.v1.MutatingAdmissionPolicyBindingList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1.MutatingAdmissionPolicyBinding"]}
admissionregistration.v1.MutatingAdmissionPolicyBindingSpec {"policyName":[1,"string"],"paramRef":[2,"admissionregistration.v1.ParamRef"],"matchResources":[3,"admissionregistration.v1.MatchResources"]}
admissionregistration.v1.MutatingAdmissionPolicyList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1.MutatingAdmissionPolicy"]}
admissionregistration.v1.MutatingAdmissionPolicySpec {"paramKind":[1,"admissionregistration.v1.ParamKind"],"matchConstraints":[2,"admissionregistration.v1.MatchResources"],"variables":[3,"repeated admissionregistration.v1.Variable"],"mutations":[4,"repeated admissionregistration.v1.Mutation"],"failurePolicy":[5,"string"],"matchConditions":[6,"repeated admissionregistration.v1.MatchCondition"],"reinvocationPolicy":[7,"string"]}
admissionregistration.v1.MutatingWebhook {"name":[1,"string"],"clientConfig":[2,"admissionregistration.v1.WebhookClientConfig"],"rules":[3,"repeated admissionregistration.v1.RuleWithOperations"],"failurePolicy":[4,"string"],"matchPolicy":[9,"string"],"namespaceSelector":[5,"meta.v1.LabelSelector"],"objectSelector":[11,"meta.v1.LabelSelector"],"sideEffects":[6,"string"],"timeoutSeconds":[7,"int32"],"admissionReviewVersions":[8,"repeated string"],"reinvocationPolicy":[10,"string"],"matchConditions":[12,"repeated admissionregistration.v1.MatchCondition"]}
admissionregistration.v1.MutatingWebhookConfiguration {"metadata":[1,"meta.v1.ObjectMeta"],"Webhooks":[2,"repeated admissionregistration.v1.MutatingWebhook"]}
admissionregistration.v1.MutatingWebhookConfigurationList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1.MutatingWebhookConfiguration"]}
admissionregistration.v1.Mutation {"patchType":[2,"string"],"applyConfiguration":[3,"admissionregistration.v1.ApplyConfiguration"],"jsonPatch":[4,"admissionregistration.v1.JSONPatch"]}
admissionregistration.v1.NamedRuleWithOperations {"resourceNames":[1,"repeated string"],"ruleWithOperations":[2,"admissionregistration.v1.RuleWithOperations"]}
admissionregistration.v1.ParamKind {"apiVersion":[1,"string"],"kind":[2,"string"]}
admissionregistration.v1.ParamRef {"name":[1,"string"],"namespace":[2,"string"],"selector":[3,"meta.v1.LabelSelector"],"parameterNotFoundAction":[4,"string"]}
admissionregistration.v1.Rule {"apiGroups":[1,"repeated string"],"apiVersions":[2,"repeated string"],"resources":[3,"repeated string"],"scope":[4,"string"]}
admissionregistration.v1.RuleWithOperations {"operations":[1,"repeated string"],"rule":[2,"admissionregistration.v1.Rule"]}
admissionregistration.v1.ServiceReference {"namespace":[1,"string"],"name":[2,"string"],"path":[3,"string"],"port":[4,"int32"]}
admissionregistration.v1.TypeChecking {"expressionWarnings":[1,"repeated admissionregistration.v1.ExpressionWarning"]}
admissionregistration.v1.ValidatingAdmissionPolicy {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1.ValidatingAdmissionPolicySpec"],"status":[3,"admissionregistration.v1.ValidatingAdmissionPolicyStatus"]}
admissionregistration.v1.ValidatingAdmissionPolicyBinding {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec"]}
admissionregistration.v1.ValidatingAdmissionPolicyBindingList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1.ValidatingAdmissionPolicyBinding"]}
admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec {"policyName":[1,"string"],"paramRef":[2,"admissionregistration.v1.ParamRef"],"matchResources":[3,"admissionregistration.v1.MatchResources"],"validationActions":[4,"repeated string"]}
admissionregistration.v1.ValidatingAdmissionPolicyList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1.ValidatingAdmissionPolicy"]}
admissionregistration.v1.ValidatingAdmissionPolicySpec {"paramKind":[1,"admissionregistration.v1.ParamKind"],"matchConstraints":[2,"admissionregistration.v1.MatchResources"],"validations":[3,"repeated admissionregistration.v1.Validation"],"failurePolicy":[4,"string"],"auditAnnotations":[5,"repeated admissionregistration.v1.AuditAnnotation"],"matchConditions":[6,"repeated admissionregistration.v1.MatchCondition"],"variables":[7,"repeated admissionregistration.v1.Variable"]}
admissionregistration.v1.ValidatingAdmissionPolicyStatus {"observedGeneration":[1,"int64"],"typeChecking":[2,"admissionregistration.v1.TypeChecking"],"conditions":[3,"repeated meta.v1.Condition"]}
admissionregistration.v1.ValidatingWebhook {"name":[1,"string"],"clientConfig":[2,"admissionregistration.v1.WebhookClientConfig"],"rules":[3,"repeated admissionregistration.v1.RuleWithOperations"],"failurePolicy":[4,"string"],"matchPolicy":[9,"string"],"namespaceSelector":[5,"meta.v1.LabelSelector"],"objectSelector":[10,"meta.v1.LabelSelector"],"sideEffects":[6,"string"],"timeoutSeconds":[7,"int32"],"admissionReviewVersions":[8,"repeated string"],"matchConditions":[11,"repeated admissionregistration.v1.MatchCondition"]}
admissionregistration.v1.ValidatingWebhookConfiguration {"metadata":[1,"meta.v1.ObjectMeta"],"Webhooks":[2,"repeated admissionregistration.v1.ValidatingWebhook"]}
admissionregistration.v1.ValidatingWebhookConfigurationList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1.ValidatingWebhookConfiguration"]}
admissionregistration.v1.Validation {"Expression":[1,"string"],"message":[2,"string"],"reason":[3,"string"],"messageExpression":[4,"string"]}
admissionregistration.v1.Variable {"Name":[1,"string"],"Expression":[2,"string"]}
admissionregistration.v1.WebhookClientConfig {"url":[3,"string"],"service":[1,"admissionregistration.v1.ServiceReference"],"caBundle":[2,"bytes"]}
admissionregistration.v1alpha1.ApplyConfiguration {"expression":[1,"string"]}
admissionregistration.v1alpha1.JSONPatch {"expression":[1,"string"]}
admissionregistration.v1alpha1.MatchCondition {"name":[1,"string"],"expression":[2,"string"]}
admissionregistration.v1alpha1.MatchResources {"namespaceSelector":[1,"meta.v1.LabelSelector"],"objectSelector":[2,"meta.v1.LabelSelector"],"resourceRules":[3,"repeated admissionregistration.v1alpha1.NamedRuleWithOperations"],"excludeResourceRules":[4,"repeated admissionregistration.v1alpha1.NamedRuleWithOperations"],"matchPolicy":[7,"string"]}
admissionregistration.v1alpha1.MutatingAdmissionPolicy {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1alpha1.MutatingAdmissionPolicySpec"]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec"]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1alpha1.MutatingAdmissionPolicyBinding"]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyBindingSpec {"policyName":[1,"string"],"paramRef":[2,"admissionregistration.v1alpha1.ParamRef"],"matchResources":[3,"admissionregistration.v1alpha1.MatchResources"]}
admissionregistration.v1alpha1.MutatingAdmissionPolicyList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1alpha1.MutatingAdmissionPolicy"]}
admissionregistration.v1alpha1.MutatingAdmissionPolicySpec {"paramKind":[1,"admissionregistration.v1alpha1.ParamKind"],"matchConstraints":[2,"admissionregistration.v1alpha1.MatchResources"],"variables":[3,"repeated admissionregistration.v1alpha1.Variable"],"mutations":[4,"repeated admissionregistration.v1alpha1.Mutation"],"failurePolicy":[5,"string"],"matchConditions":[6,"repeated admissionregistration.v1alpha1.MatchCondition"],"reinvocationPolicy":[7,"string"]}
admissionregistration.v1alpha1.Mutation {"patchType":[2,"string"],"applyConfiguration":[3,"admissionregistration.v1alpha1.ApplyConfiguration"],"jsonPatch":[4,"admissionregistration.v1alpha1.JSONPatch"]}
admissionregistration.v1alpha1.NamedRuleWithOperations {"resourceNames":[1,"repeated string"],"ruleWithOperations":[2,"admissionregistration.v1.RuleWithOperations"]}
admissionregistration.v1alpha1.ParamKind {"apiVersion":[1,"string"],"kind":[2,"string"]}
admissionregistration.v1alpha1.ParamRef {"name":[1,"string"],"namespace":[2,"string"],"selector":[3,"meta.v1.LabelSelector"],"parameterNotFoundAction":[4,"string"]}
admissionregistration.v1alpha1.Variable {"Name":[1,"string"],"Expression":[2,"string"]}
admissionregistration.v1beta1.ApplyConfiguration {"expression":[1,"string"]}
admissionregistration.v1beta1.JSONPatch {"expression":[1,"string"]}
admissionregistration.v1beta1.MatchCondition {"name":[1,"string"],"expression":[2,"string"]}
admissionregistration.v1beta1.MatchResources {"namespaceSelector":[1,"meta.v1.LabelSelector"],"objectSelector":[2,"meta.v1.LabelSelector"],"resourceRules":[3,"repeated admissionregistration.v1beta1.NamedRuleWithOperations"],"excludeResourceRules":[4,"repeated admissionregistration.v1beta1.NamedRuleWithOperations"],"matchPolicy":[7,"string"]}
admissionregistration.v1beta1.MutatingAdmissionPolicy {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1beta1.MutatingAdmissionPolicySpec"]}
admissionregistration.v1beta1.MutatingAdmissionPolicyBinding {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec"]}
admissionregistration.v1beta1.MutatingAdmissionPolicyBindingList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1beta1.MutatingAdmissionPolicyBinding"]}
admissionregistration.v1beta1.MutatingAdmissionPolicyBindingSpec {"policyName":[1,"string"],"paramRef":[2,"admissionregistration.v1beta1.ParamRef"],"matchResources":[3,"admissionregistration.v1beta1.MatchResources"]}
admissionregistration.v1beta1.MutatingAdmissionPolicyList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated admissionregistration.v1beta1.MutatingAdmissionPolicy"]}
admissionregistration.v1beta1.MutatingAdmissionPolicySpec {"paramKind":[1,"admissionregistration.v1beta1.ParamKind"],"matchConstraints":[2,"admissionregistration.v1beta1.MatchResources"],"variables":[3,"repeated admissionregistration.v1beta1.Variable"],"mutations":[4,"repeated admissionregistration.v1beta1.Mutation"],"failurePolicy":[5,"string"],"matchConditions":[6,"repeated admissionregistration.v1beta1.MatchCondition"],"reinvocationPolicy":[7,"string"]}
admissionregistration.v1beta1.Mutation {"patchType":[2,"string"],"applyConfiguration":[3,"admissionregistration.v1beta1.ApplyConfiguration"],"jsonPatch":[4,"admissionregistration.v1beta1.JSONPatch"]}
admissionregistration.v1beta1.NamedRuleWithOperations {"resourceNames":[1,"repeated string"],"ruleWithOperations":[2,"admissionregistration.v1.RuleWithOperations"]}
admissionregistration.v1beta1.ParamKind {"apiVersion":[1,"string"],"kind":[2,"string"]}
admissionregistration.v1beta1.ParamRef {"name":[1,"string"],"namespace":[2,"string"],"selector":[3,"meta.v1.LabelSelector"],"parameterNotFoundAction":[4,"string"]}
admissionregistration.v1beta1.Variable {"Name":[1,"string"],"Expression":[2,"string"]}
apiextensions.v1.ConversionRequest {"uid":[1,"string"],"desiredAPIVersion":[2,"string"],"objects":[3,"repeated runtime.RawExtension"]}
apiextensions.v1.ConversionResponse {"uid":[1,"string"],"convertedObjects":[2,"repeated runtime.RawExtension"],"result":[3,"meta.v1.Status"]}
apiextensions.v1.ConversionReview {"request":[1,"apiextensions.v1.ConversionRequest"],"response":[2,"apiextensions.v1.ConversionResponse"]}
apiextensions.v1.CustomResourceColumnDefinition {"name":[1,"string"],"type":[2,"string"],"format":[3,"string"],"description":[4,"string"],"priority":[5,"int32"],"jsonPath":[6,"string"]}
apiextensions.v1.CustomResourceConversion {"strategy":[1,"string"],"webhook":[2,"apiextensions.v1.WebhookConversion"]}
apiextensions.v1.CustomResourceDefinition {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apiextensions.v1.CustomResourceDefinitionSpec"],"status":[3,"apiextensions.v1.CustomResourceDefinitionStatus"]}
apiextensions.v1.CustomResourceDefinitionCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"],"observedGeneration":[6,"int64"]}
apiextensions.v1.CustomResourceDefinitionList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apiextensions.v1.CustomResourceDefinition"]}
apiextensions.v1.CustomResourceDefinitionNames {"plural":[1,"string"],"singular":[2,"string"],"shortNames":[3,"repeated string"],"kind":[4,"string"],"listKind":[5,"string"],"categories":[6,"repeated string"]}
apiextensions.v1.CustomResourceDefinitionSpec {"group":[1,"string"],"names":[3,"apiextensions.v1.CustomResourceDefinitionNames"],"scope":[4,"string"],"versions":[7,"repeated apiextensions.v1.CustomResourceDefinitionVersion"],"conversion":[9,"apiextensions.v1.CustomResourceConversion"],"preserveUnknownFields":[10,"bool"]}
apiextensions.v1.CustomResourceDefinitionStatus {"conditions":[1,"repeated apiextensions.v1.CustomResourceDefinitionCondition"],"acceptedNames":[2,"apiextensions.v1.CustomResourceDefinitionNames"],"storedVersions":[3,"repeated string"],"observedGeneration":[4,"int64"]}
apiextensions.v1.CustomResourceDefinitionVersion {"name":[1,"string"],"served":[2,"bool"],"storage":[3,"bool"],"deprecated":[7,"bool"],"deprecationWarning":[8,"string"],"schema":[4,"apiextensions.v1.CustomResourceValidation"],"subresources":[5,"apiextensions.v1.CustomResourceSubresources"],"additionalPrinterColumns":[6,"repeated apiextensions.v1.CustomResourceColumnDefinition"],"selectableFields":[9,"repeated apiextensions.v1.SelectableField"]}
apiextensions.v1.CustomResourceSubresourceScale {"specReplicasPath":[1,"string"],"statusReplicasPath":[2,"string"],"labelSelectorPath":[3,"string"]}
apiextensions.v1.CustomResourceSubresourceStatus {}
apiextensions.v1.CustomResourceSubresources {"status":[1,"apiextensions.v1.CustomResourceSubresourceStatus"],"scale":[2,"apiextensions.v1.CustomResourceSubresourceScale"]}
apiextensions.v1.CustomResourceValidation {"openAPIV3Schema":[1,"apiextensions.v1.JSONSchemaProps"]}
apiextensions.v1.ExternalDocumentation {"description":[1,"string"],"url":[2,"string"]}
apiextensions.v1.JSON {"raw":[1,"bytes"]}
apiextensions.v1.JSONSchemaProps {"id":[1,"string"],"schema":[2,"string"],"ref":[3,"string"],"description":[4,"string"],"type":[5,"string"],"format":[6,"string"],"title":[7,"string"],"default":[8,"apiextensions.v1.JSON"],"maximum":[9,"double"],"exclusiveMaximum":[10,"bool"],"minimum":[11,"double"],"exclusiveMinimum":[12,"bool"],"maxLength":[13,"int64"],"minLength":[14,"int64"],"pattern":[15,"string"],"maxItems":[16,"int64"],"minItems":[17,"int64"],"uniqueItems":[18,"bool"],"multipleOf":[19,"double"],"enum":[20,"repeated apiextensions.v1.JSON"],"maxProperties":[21,"int64"],"minProperties":[22,"int64"],"required":[23,"repeated string"],"items":[24,"apiextensions.v1.JSONSchemaPropsOrArray"],"allOf":[25,"repeated apiextensions.v1.JSONSchemaProps"],"oneOf":[26,"repeated apiextensions.v1.JSONSchemaProps"],"anyOf":[27,"repeated apiextensions.v1.JSONSchemaProps"],"not":[28,"apiextensions.v1.JSONSchemaProps"],"properties":[29,"map<string,apiextensions.v1.JSONSchemaProps>"],"additionalProperties":[30,"apiextensions.v1.JSONSchemaPropsOrBool"],"patternProperties":[31,"map<string,apiextensions.v1.JSONSchemaProps>"],"dependencies":[32,"map<string,apiextensions.v1.JSONSchemaPropsOrStringArray>"],"additionalItems":[33,"apiextensions.v1.JSONSchemaPropsOrBool"],"definitions":[34,"map<string,apiextensions.v1.JSONSchemaProps>"],"externalDocs":[35,"apiextensions.v1.ExternalDocumentation"],"example":[36,"apiextensions.v1.JSON"],"nullable":[37,"bool"],"xKubernetesPreserveUnknownFields":[38,"bool"],"xKubernetesEmbeddedResource":[39,"bool"],"xKubernetesIntOrString":[40,"bool"],"xKubernetesListMapKeys":[41,"repeated string"],"xKubernetesListType":[42,"string"],"xKubernetesMapType":[43,"string"],"xKubernetesValidations":[44,"repeated apiextensions.v1.ValidationRule"]}
apiextensions.v1.JSONSchemaPropsOrArray {"schema":[1,"apiextensions.v1.JSONSchemaProps"],"jSONSchemas":[2,"repeated apiextensions.v1.JSONSchemaProps"]}
apiextensions.v1.JSONSchemaPropsOrBool {"allows":[1,"bool"],"schema":[2,"apiextensions.v1.JSONSchemaProps"]}
apiextensions.v1.JSONSchemaPropsOrStringArray {"schema":[1,"apiextensions.v1.JSONSchemaProps"],"property":[2,"repeated string"]}
apiextensions.v1.SelectableField {"jsonPath":[1,"string"]}
apiextensions.v1.ServiceReference {"namespace":[1,"string"],"name":[2,"string"],"path":[3,"string"],"port":[4,"int32"]}
apiextensions.v1.ValidationRule {"rule":[1,"string"],"message":[2,"string"],"messageExpression":[3,"string"],"reason":[4,"string"],"fieldPath":[5,"string"],"optionalOldSelf":[6,"bool"]}
apiextensions.v1.WebhookClientConfig {"url":[3,"string"],"service":[1,"apiextensions.v1.ServiceReference"],"caBundle":[2,"bytes"]}
apiextensions.v1.WebhookConversion {"clientConfig":[2,"apiextensions.v1.WebhookClientConfig"],"conversionReviewVersions":[3,"repeated string"]}
apiregistration.v1.APIService {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apiregistration.v1.APIServiceSpec"],"status":[3,"apiregistration.v1.APIServiceStatus"]}
apiregistration.v1.APIServiceCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
apiregistration.v1.APIServiceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apiregistration.v1.APIService"]}
apiregistration.v1.APIServiceSpec {"service":[1,"apiregistration.v1.ServiceReference"],"group":[2,"string"],"version":[3,"string"],"insecureSkipTLSVerify":[4,"bool"],"caBundle":[5,"bytes"],"groupPriorityMinimum":[7,"int32"],"versionPriority":[8,"int32"]}
apiregistration.v1.APIServiceStatus {"conditions":[1,"repeated apiregistration.v1.APIServiceCondition"]}
apiregistration.v1.ServiceReference {"namespace":[1,"string"],"name":[2,"string"],"port":[3,"int32"]}
apiserverinternal.v1alpha1.ServerStorageVersion {"apiServerID":[1,"string"],"encodingVersion":[2,"string"],"decodableVersions":[3,"repeated string"],"servedVersions":[4,"repeated string"]}
apiserverinternal.v1alpha1.StorageVersion {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apiserverinternal.v1alpha1.StorageVersionSpec"],"status":[3,"apiserverinternal.v1alpha1.StorageVersionStatus"]}
apiserverinternal.v1alpha1.StorageVersionCondition {"type":[1,"string"],"status":[2,"string"],"observedGeneration":[3,"int64"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
apiserverinternal.v1alpha1.StorageVersionList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apiserverinternal.v1alpha1.StorageVersion"]}
apiserverinternal.v1alpha1.StorageVersionSpec {}
apiserverinternal.v1alpha1.StorageVersionStatus {"storageVersions":[1,"repeated apiserverinternal.v1alpha1.ServerStorageVersion"],"commonEncodingVersion":[2,"string"],"conditions":[3,"repeated apiserverinternal.v1alpha1.StorageVersionCondition"]}
apps.v1.ControllerRevision {"metadata":[1,"meta.v1.ObjectMeta"],"data":[2,"runtime.RawExtension"],"revision":[3,"int64"]}
apps.v1.ControllerRevisionList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apps.v1.ControllerRevision"]}
apps.v1.DaemonSet {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apps.v1.DaemonSetSpec"],"status":[3,"apps.v1.DaemonSetStatus"]}
apps.v1.DaemonSetCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
apps.v1.DaemonSetList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apps.v1.DaemonSet"]}
apps.v1.DaemonSetSpec {"selector":[1,"meta.v1.LabelSelector"],"template":[2,"core.v1.PodTemplateSpec"],"updateStrategy":[3,"apps.v1.DaemonSetUpdateStrategy"],"minReadySeconds":[4,"int32"],"revisionHistoryLimit":[6,"int32"]}
apps.v1.DaemonSetStatus {"currentNumberScheduled":[1,"int32"],"numberMisscheduled":[2,"int32"],"desiredNumberScheduled":[3,"int32"],"numberReady":[4,"int32"],"observedGeneration":[5,"int64"],"updatedNumberScheduled":[6,"int32"],"numberAvailable":[7,"int32"],"numberUnavailable":[8,"int32"],"collisionCount":[9,"int32"],"conditions":[10,"repeated apps.v1.DaemonSetCondition"]}
apps.v1.DaemonSetUpdateStrategy {"type":[1,"string"],"rollingUpdate":[2,"apps.v1.RollingUpdateDaemonSet"]}
apps.v1.Deployment {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apps.v1.DeploymentSpec"],"status":[3,"apps.v1.DeploymentStatus"]}
apps.v1.DeploymentCondition {"type":[1,"string"],"status":[2,"string"],"lastUpdateTime":[6,"meta.v1.Time"],"lastTransitionTime":[7,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
apps.v1.DeploymentList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apps.v1.Deployment"]}
apps.v1.DeploymentSpec {"replicas":[1,"int32"],"selector":[2,"meta.v1.LabelSelector"],"template":[3,"core.v1.PodTemplateSpec"],"strategy":[4,"apps.v1.DeploymentStrategy"],"minReadySeconds":[5,"int32"],"revisionHistoryLimit":[6,"int32"],"paused":[7,"bool"],"progressDeadlineSeconds":[9,"int32"]}
apps.v1.DeploymentStatus {"observedGeneration":[1,"int64"],"replicas":[2,"int32"],"updatedReplicas":[3,"int32"],"readyReplicas":[7,"int32"],"availableReplicas":[4,"int32"],"unavailableReplicas":[5,"int32"],"terminatingReplicas":[9,"int32"],"conditions":[6,"repeated apps.v1.DeploymentCondition"],"collisionCount":[8,"int32"]}
apps.v1.DeploymentStrategy {"type":[1,"string"],"rollingUpdate":[2,"apps.v1.RollingUpdateDeployment"]}
apps.v1.ReplicaSet {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apps.v1.ReplicaSetSpec"],"status":[3,"apps.v1.ReplicaSetStatus"]}
apps.v1.ReplicaSetCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
apps.v1.ReplicaSetList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apps.v1.ReplicaSet"]}
apps.v1.ReplicaSetSpec {"replicas":[1,"int32"],"minReadySeconds":[4,"int32"],"selector":[2,"meta.v1.LabelSelector"],"template":[3,"core.v1.PodTemplateSpec"]}
apps.v1.ReplicaSetStatus {"replicas":[1,"int32"],"fullyLabeledReplicas":[2,"int32"],"readyReplicas":[4,"int32"],"availableReplicas":[5,"int32"],"terminatingReplicas":[7,"int32"],"observedGeneration":[3,"int64"],"conditions":[6,"repeated apps.v1.ReplicaSetCondition"]}
apps.v1.RollingUpdateDaemonSet {"maxUnavailable":[1,"intstr.IntOrString"],"maxSurge":[2,"intstr.IntOrString"]}
apps.v1.RollingUpdateDeployment {"maxUnavailable":[1,"intstr.IntOrString"],"maxSurge":[2,"intstr.IntOrString"]}
apps.v1.RollingUpdateStatefulSetStrategy {"partition":[1,"int32"],"maxUnavailable":[2,"intstr.IntOrString"]}
apps.v1.StatefulSet {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"apps.v1.StatefulSetSpec"],"status":[3,"apps.v1.StatefulSetStatus"]}
apps.v1.StatefulSetCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
apps.v1.StatefulSetList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated apps.v1.StatefulSet"]}
apps.v1.StatefulSetOrdinals {"start":[1,"int32"]}
apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy {"whenDeleted":[1,"string"],"whenScaled":[2,"string"]}
apps.v1.StatefulSetSpec {"replicas":[1,"int32"],"selector":[2,"meta.v1.LabelSelector"],"template":[3,"core.v1.PodTemplateSpec"],"volumeClaimTemplates":[4,"repeated core.v1.PersistentVolumeClaim"],"serviceName":[5,"string"],"podManagementPolicy":[6,"string"],"updateStrategy":[7,"apps.v1.StatefulSetUpdateStrategy"],"revisionHistoryLimit":[8,"int32"],"minReadySeconds":[9,"int32"],"persistentVolumeClaimRetentionPolicy":[10,"apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy"],"ordinals":[11,"apps.v1.StatefulSetOrdinals"]}
apps.v1.StatefulSetStatus {"observedGeneration":[1,"int64"],"replicas":[2,"int32"],"readyReplicas":[3,"int32"],"currentReplicas":[4,"int32"],"updatedReplicas":[5,"int32"],"currentRevision":[6,"string"],"updateRevision":[7,"string"],"collisionCount":[9,"int32"],"conditions":[10,"repeated apps.v1.StatefulSetCondition"],"availableReplicas":[11,"int32"]}
apps.v1.StatefulSetUpdateStrategy {"type":[1,"string"],"rollingUpdate":[2,"apps.v1.RollingUpdateStatefulSetStrategy"]}
authentication.v1.AttestationValue {"items":[1,"repeated string"]}
authentication.v1.BoundObjectReference {"kind":[1,"string"],"apiVersion":[2,"string"],"name":[3,"string"],"uID":[4,"string"]}
authentication.v1.ExtraValue {"items":[1,"repeated string"]}
authentication.v1.SelfSubjectReview {"metadata":[1,"meta.v1.ObjectMeta"],"status":[2,"authentication.v1.SelfSubjectReviewStatus"]}
authentication.v1.SelfSubjectReviewStatus {"userInfo":[1,"authentication.v1.UserInfo"]}
authentication.v1.TokenRequest {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"authentication.v1.TokenRequestSpec"],"status":[3,"authentication.v1.TokenRequestStatus"]}
authentication.v1.TokenRequestSpec {"audiences":[1,"repeated string"],"expirationSeconds":[4,"int64"],"boundObjectRef":[3,"authentication.v1.BoundObjectReference"],"attestations":[5,"map<string,authentication.v1.AttestationValue>"]}
authentication.v1.TokenRequestStatus {"token":[1,"string"],"expirationTimestamp":[2,"meta.v1.Time"]}
authentication.v1.TokenReview {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"authentication.v1.TokenReviewSpec"],"status":[3,"authentication.v1.TokenReviewStatus"]}
authentication.v1.TokenReviewSpec {"token":[1,"string"],"audiences":[2,"repeated string"]}
authentication.v1.TokenReviewStatus {"authenticated":[1,"bool"],"user":[2,"authentication.v1.UserInfo"],"audiences":[4,"repeated string"],"error":[3,"string"]}
authentication.v1.UserInfo {"username":[1,"string"],"uid":[2,"string"],"groups":[3,"repeated string"],"extra":[4,"map<string,authentication.v1.ExtraValue>"]}
authorization.v1.ExtraValue {"items":[1,"repeated string"]}
authorization.v1.FieldSelectorAttributes {"rawSelector":[1,"string"],"requirements":[2,"repeated meta.v1.FieldSelectorRequirement"]}
authorization.v1.LabelSelectorAttributes {"rawSelector":[1,"string"],"requirements":[2,"repeated meta.v1.LabelSelectorRequirement"]}
authorization.v1.LocalSubjectAccessReview {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"authorization.v1.SubjectAccessReviewSpec"],"status":[3,"authorization.v1.SubjectAccessReviewStatus"]}
authorization.v1.NonResourceAttributes {"path":[1,"string"],"verb":[2,"string"]}
authorization.v1.NonResourceRule {"verbs":[1,"repeated string"],"nonResourceURLs":[2,"repeated string"]}
authorization.v1.ResourceAttributes {"namespace":[1,"string"],"verb":[2,"string"],"group":[3,"string"],"version":[4,"string"],"resource":[5,"string"],"subresource":[6,"string"],"name":[7,"string"],"fieldSelector":[8,"authorization.v1.FieldSelectorAttributes"],"labelSelector":[9,"authorization.v1.LabelSelectorAttributes"]}
authorization.v1.ResourceRule {"verbs":[1,"repeated string"],"apiGroups":[2,"repeated string"],"resources":[3,"repeated string"],"resourceNames":[4,"repeated string"]}
authorization.v1.SelfSubjectAccessReview {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"authorization.v1.SelfSubjectAccessReviewSpec"],"status":[3,"authorization.v1.SubjectAccessReviewStatus"]}
authorization.v1.SelfSubjectAccessReviewSpec {"resourceAttributes":[1,"authorization.v1.ResourceAttributes"],"nonResourceAttributes":[2,"authorization.v1.NonResourceAttributes"]}
authorization.v1.SelfSubjectRulesReview {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"authorization.v1.SelfSubjectRulesReviewSpec"],"status":[3,"authorization.v1.SubjectRulesReviewStatus"]}
authorization.v1.SelfSubjectRulesReviewSpec {"namespace":[1,"string"]}
authorization.v1.SubjectAccessReview {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"authorization.v1.SubjectAccessReviewSpec"],"status":[3,"authorization.v1.SubjectAccessReviewStatus"]}
authorization.v1.SubjectAccessReviewSpec {"resourceAttributes":[1,"authorization.v1.ResourceAttributes"],"nonResourceAttributes":[2,"authorization.v1.NonResourceAttributes"],"user":[3,"string"],"groups":[4,"repeated string"],"extra":[5,"map<string,authorization.v1.ExtraValue>"],"uid":[6,"string"]}
authorization.v1.SubjectAccessReviewStatus {"allowed":[1,"bool"],"denied":[4,"bool"],"reason":[2,"string"],"evaluationError":[3,"string"]}
authorization.v1.SubjectRulesReviewStatus {"resourceRules":[1,"repeated authorization.v1.ResourceRule"],"nonResourceRules":[2,"repeated authorization.v1.NonResourceRule"],"incomplete":[3,"bool"],"evaluationError":[4,"string"]}
autoscaling.v1.CrossVersionObjectReference {"kind":[1,"string"],"name":[2,"string"],"apiVersion":[3,"string"]}
autoscaling.v1.HorizontalPodAutoscaler {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"autoscaling.v1.HorizontalPodAutoscalerSpec"],"status":[3,"autoscaling.v1.HorizontalPodAutoscalerStatus"]}
autoscaling.v1.HorizontalPodAutoscalerList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated autoscaling.v1.HorizontalPodAutoscaler"]}
autoscaling.v1.HorizontalPodAutoscalerSpec {"scaleTargetRef":[1,"autoscaling.v1.CrossVersionObjectReference"],"minReplicas":[2,"int32"],"maxReplicas":[3,"int32"],"targetCPUUtilizationPercentage":[4,"int32"]}
autoscaling.v1.HorizontalPodAutoscalerStatus {"observedGeneration":[1,"int64"],"lastScaleTime":[2,"meta.v1.Time"],"currentReplicas":[3,"int32"],"desiredReplicas":[4,"int32"],"currentCPUUtilizationPercentage":[5,"int32"]}
autoscaling.v1.Scale {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"autoscaling.v1.ScaleSpec"],"status":[3,"autoscaling.v1.ScaleStatus"]}
autoscaling.v1.ScaleSpec {"replicas":[1,"int32"]}
autoscaling.v1.ScaleStatus {"replicas":[1,"int32"],"selector":[2,"string"]}
autoscaling.v2.ContainerResourceMetricSource {"name":[1,"string"],"target":[2,"autoscaling.v2.MetricTarget"],"container":[3,"string"]}
autoscaling.v2.ContainerResourceMetricStatus {"name":[1,"string"],"current":[2,"autoscaling.v2.MetricValueStatus"],"container":[3,"string"]}
autoscaling.v2.CrossVersionObjectReference {"kind":[1,"string"],"name":[2,"string"],"apiVersion":[3,"string"]}
autoscaling.v2.ExternalMetricSource {"metric":[1,"autoscaling.v2.MetricIdentifier"],"target":[2,"autoscaling.v2.MetricTarget"]}
autoscaling.v2.ExternalMetricStatus {"metric":[1,"autoscaling.v2.MetricIdentifier"],"current":[2,"autoscaling.v2.MetricValueStatus"]}
autoscaling.v2.HPAScalingPolicy {"type":[1,"string"],"value":[2,"int32"],"periodSeconds":[3,"int32"]}
autoscaling.v2.HPAScalingRules {"stabilizationWindowSeconds":[3,"int32"],"selectPolicy":[1,"string"],"policies":[2,"repeated autoscaling.v2.HPAScalingPolicy"],"tolerance":[4,"resource.Quantity"]}
autoscaling.v2.HorizontalPodAutoscaler {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"autoscaling.v2.HorizontalPodAutoscalerSpec"],"status":[3,"autoscaling.v2.HorizontalPodAutoscalerStatus"]}
autoscaling.v2.HorizontalPodAutoscalerBehavior {"scaleUp":[1,"autoscaling.v2.HPAScalingRules"],"scaleDown":[2,"autoscaling.v2.HPAScalingRules"]}
autoscaling.v2.HorizontalPodAutoscalerCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"],"observedGeneration":[6,"int64"]}
autoscaling.v2.HorizontalPodAutoscalerList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated autoscaling.v2.HorizontalPodAutoscaler"]}
autoscaling.v2.HorizontalPodAutoscalerSpec {"scaleTargetRef":[1,"autoscaling.v2.CrossVersionObjectReference"],"minReplicas":[2,"int32"],"maxReplicas":[3,"int32"],"metrics":[4,"repeated autoscaling.v2.MetricSpec"],"behavior":[5,"autoscaling.v2.HorizontalPodAutoscalerBehavior"]}
autoscaling.v2.HorizontalPodAutoscalerStatus {"observedGeneration":[1,"int64"],"lastScaleTime":[2,"meta.v1.Time"],"currentReplicas":[3,"int32"],"desiredReplicas":[4,"int32"],"currentMetrics":[5,"repeated autoscaling.v2.MetricStatus"],"conditions":[6,"repeated autoscaling.v2.HorizontalPodAutoscalerCondition"]}
autoscaling.v2.MetricIdentifier {"name":[1,"string"],"selector":[2,"meta.v1.LabelSelector"]}
autoscaling.v2.MetricSpec {"type":[1,"string"],"object":[2,"autoscaling.v2.ObjectMetricSource"],"pods":[3,"autoscaling.v2.PodsMetricSource"],"resource":[4,"autoscaling.v2.ResourceMetricSource"],"containerResource":[7,"autoscaling.v2.ContainerResourceMetricSource"],"external":[5,"autoscaling.v2.ExternalMetricSource"]}
autoscaling.v2.MetricStatus {"type":[1,"string"],"object":[2,"autoscaling.v2.ObjectMetricStatus"],"pods":[3,"autoscaling.v2.PodsMetricStatus"],"resource":[4,"autoscaling.v2.ResourceMetricStatus"],"containerResource":[7,"autoscaling.v2.ContainerResourceMetricStatus"],"external":[5,"autoscaling.v2.ExternalMetricStatus"]}
autoscaling.v2.MetricTarget {"type":[1,"string"],"value":[2,"resource.Quantity"],"averageValue":[3,"resource.Quantity"],"averageUtilization":[4,"int32"]}
autoscaling.v2.MetricValueStatus {"value":[1,"resource.Quantity"],"averageValue":[2,"resource.Quantity"],"averageUtilization":[3,"int32"]}
autoscaling.v2.ObjectMetricSource {"describedObject":[1,"autoscaling.v2.CrossVersionObjectReference"],"target":[2,"autoscaling.v2.MetricTarget"],"metric":[3,"autoscaling.v2.MetricIdentifier"]}
autoscaling.v2.ObjectMetricStatus {"metric":[1,"autoscaling.v2.MetricIdentifier"],"current":[2,"autoscaling.v2.MetricValueStatus"],"describedObject":[3,"autoscaling.v2.CrossVersionObjectReference"]}
autoscaling.v2.PodsMetricSource {"metric":[1,"autoscaling.v2.MetricIdentifier"],"target":[2,"autoscaling.v2.MetricTarget"]}
autoscaling.v2.PodsMetricStatus {"metric":[1,"autoscaling.v2.MetricIdentifier"],"current":[2,"autoscaling.v2.MetricValueStatus"]}
autoscaling.v2.ResourceMetricSource {"name":[1,"string"],"target":[2,"autoscaling.v2.MetricTarget"]}
autoscaling.v2.ResourceMetricStatus {"name":[1,"string"],"current":[2,"autoscaling.v2.MetricValueStatus"]}
batch.v1.CronJob {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"batch.v1.CronJobSpec"],"status":[3,"batch.v1.CronJobStatus"]}
batch.v1.CronJobList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated batch.v1.CronJob"]}
batch.v1.CronJobSpec {"schedule":[1,"string"],"timeZone":[8,"string"],"startingDeadlineSeconds":[2,"int64"],"concurrencyPolicy":[3,"string"],"suspend":[4,"bool"],"jobTemplate":[5,"batch.v1.JobTemplateSpec"],"successfulJobsHistoryLimit":[6,"int32"],"failedJobsHistoryLimit":[7,"int32"]}
batch.v1.CronJobStatus {"active":[1,"repeated core.v1.ObjectReference"],"lastScheduleTime":[4,"meta.v1.Time"],"lastSuccessfulTime":[5,"meta.v1.Time"]}
batch.v1.Job {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"batch.v1.JobSpec"],"status":[3,"batch.v1.JobStatus"]}
batch.v1.JobCondition {"type":[1,"string"],"status":[2,"string"],"lastProbeTime":[3,"meta.v1.Time"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
batch.v1.JobList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated batch.v1.Job"]}
batch.v1.JobSchedulingConfiguration {"schedulingPolicy":[1,"scheduling.v1alpha3.WorkloadPodGroupSchedulingPolicy"],"schedulingConstraints":[2,"scheduling.v1alpha3.WorkloadPodGroupSchedulingConstraints"],"disruptionMode":[3,"scheduling.v1alpha3.WorkloadPodGroupDisruptionMode"],"resourceClaims":[4,"repeated scheduling.v1alpha3.WorkloadPodGroupResourceClaim"]}
batch.v1.JobSpec {"parallelism":[1,"int32"],"completions":[2,"int32"],"activeDeadlineSeconds":[3,"int64"],"podFailurePolicy":[11,"batch.v1.PodFailurePolicy"],"successPolicy":[16,"batch.v1.SuccessPolicy"],"backoffLimit":[7,"int32"],"backoffLimitPerIndex":[12,"int32"],"maxFailedIndexes":[13,"int32"],"selector":[4,"meta.v1.LabelSelector"],"manualSelector":[5,"bool"],"template":[6,"core.v1.PodTemplateSpec"],"ttlSecondsAfterFinished":[8,"int32"],"completionMode":[9,"string"],"suspend":[10,"bool"],"podReplacementPolicy":[14,"string"],"managedBy":[15,"string"],"scheduling":[17,"batch.v1.JobSchedulingConfiguration"]}
batch.v1.JobStatus {"conditions":[1,"repeated batch.v1.JobCondition"],"startTime":[2,"meta.v1.Time"],"completionTime":[3,"meta.v1.Time"],"active":[4,"int32"],"succeeded":[5,"int32"],"failed":[6,"int32"],"terminating":[11,"int32"],"completedIndexes":[7,"string"],"failedIndexes":[10,"string"],"uncountedTerminatedPods":[8,"batch.v1.UncountedTerminatedPods"],"ready":[9,"int32"]}
batch.v1.JobTemplateSpec {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"batch.v1.JobSpec"]}
batch.v1.PodFailurePolicy {"rules":[1,"repeated batch.v1.PodFailurePolicyRule"]}
batch.v1.PodFailurePolicyOnExitCodesRequirement {"containerName":[1,"string"],"operator":[2,"string"],"values":[3,"repeated int32"]}
batch.v1.PodFailurePolicyOnPodConditionsPattern {"type":[1,"string"],"status":[2,"string"]}
batch.v1.PodFailurePolicyRule {"action":[1,"string"],"onExitCodes":[2,"batch.v1.PodFailurePolicyOnExitCodesRequirement"],"onPodConditions":[3,"repeated batch.v1.PodFailurePolicyOnPodConditionsPattern"]}
batch.v1.SuccessPolicy {"rules":[1,"repeated batch.v1.SuccessPolicyRule"]}
batch.v1.SuccessPolicyRule {"succeededIndexes":[1,"string"],"succeededCount":[2,"int32"]}
batch.v1.UncountedTerminatedPods {"succeeded":[1,"repeated string"],"failed":[2,"repeated string"]}
certificates.v1.CertificateSigningRequest {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"certificates.v1.CertificateSigningRequestSpec"],"status":[3,"certificates.v1.CertificateSigningRequestStatus"]}
certificates.v1.CertificateSigningRequestCondition {"type":[1,"string"],"status":[6,"string"],"reason":[2,"string"],"message":[3,"string"],"lastUpdateTime":[4,"meta.v1.Time"],"lastTransitionTime":[5,"meta.v1.Time"]}
certificates.v1.CertificateSigningRequestList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated certificates.v1.CertificateSigningRequest"]}
certificates.v1.CertificateSigningRequestSpec {"request":[1,"bytes"],"signerName":[7,"string"],"expirationSeconds":[8,"int32"],"usages":[5,"repeated string"],"username":[2,"string"],"uid":[3,"string"],"groups":[4,"repeated string"],"extra":[6,"map<string,certificates.v1.ExtraValue>"]}
certificates.v1.CertificateSigningRequestStatus {"conditions":[1,"repeated certificates.v1.CertificateSigningRequestCondition"],"certificate":[2,"bytes"]}
certificates.v1.ExtraValue {"items":[1,"repeated string"]}
certificates.v1alpha1.ClusterTrustBundle {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"certificates.v1alpha1.ClusterTrustBundleSpec"]}
certificates.v1alpha1.ClusterTrustBundleList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated certificates.v1alpha1.ClusterTrustBundle"]}
certificates.v1alpha1.ClusterTrustBundleSpec {"signerName":[1,"string"],"trustBundle":[2,"string"]}
certificates.v1beta1.ClusterTrustBundle {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"certificates.v1beta1.ClusterTrustBundleSpec"]}
certificates.v1beta1.ClusterTrustBundleList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated certificates.v1beta1.ClusterTrustBundle"]}
certificates.v1beta1.ClusterTrustBundleSpec {"signerName":[1,"string"],"trustBundle":[2,"string"]}
certificates.v1beta1.PodCertificateRequest {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"certificates.v1beta1.PodCertificateRequestSpec"],"status":[3,"certificates.v1beta1.PodCertificateRequestStatus"]}
certificates.v1beta1.PodCertificateRequestList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated certificates.v1beta1.PodCertificateRequest"]}
certificates.v1beta1.PodCertificateRequestSpec {"signerName":[1,"string"],"podName":[2,"string"],"podUID":[3,"string"],"serviceAccountName":[4,"string"],"serviceAccountUID":[5,"string"],"nodeName":[6,"string"],"nodeUID":[7,"string"],"maxExpirationSeconds":[8,"int32"],"pkixPublicKey":[9,"bytes"],"proofOfPossession":[10,"bytes"],"stubPKCS10Request":[12,"bytes"],"unverifiedUserAnnotations":[11,"map<string,string>"]}
certificates.v1beta1.PodCertificateRequestStatus {"conditions":[1,"repeated meta.v1.Condition"],"certificateChain":[2,"string"],"notBefore":[4,"meta.v1.Time"],"beginRefreshAt":[5,"meta.v1.Time"],"notAfter":[6,"meta.v1.Time"]}
coordination.v1.Lease {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"coordination.v1.LeaseSpec"]}
coordination.v1.LeaseList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated coordination.v1.Lease"]}
coordination.v1.LeaseSpec {"holderIdentity":[1,"string"],"leaseDurationSeconds":[2,"int32"],"acquireTime":[3,"meta.v1.MicroTime"],"renewTime":[4,"meta.v1.MicroTime"],"leaseTransitions":[5,"int32"],"strategy":[6,"string"],"preferredHolder":[7,"string"]}
coordination.v1alpha2.LeaseCandidate {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"coordination.v1alpha2.LeaseCandidateSpec"]}
coordination.v1alpha2.LeaseCandidateList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated coordination.v1alpha2.LeaseCandidate"]}
coordination.v1alpha2.LeaseCandidateSpec {"leaseName":[1,"string"],"pingTime":[2,"meta.v1.MicroTime"],"renewTime":[3,"meta.v1.MicroTime"],"binaryVersion":[4,"string"],"emulationVersion":[5,"string"],"strategy":[6,"string"]}
coordination.v1beta1.LeaseCandidate {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"coordination.v1beta1.LeaseCandidateSpec"]}
coordination.v1beta1.LeaseCandidateList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated coordination.v1beta1.LeaseCandidate"]}
coordination.v1beta1.LeaseCandidateSpec {"leaseName":[1,"string"],"pingTime":[2,"meta.v1.MicroTime"],"renewTime":[3,"meta.v1.MicroTime"],"binaryVersion":[4,"string"],"emulationVersion":[5,"string"],"strategy":[6,"string"]}
core.v1.AWSElasticBlockStoreVolumeSource {"volumeID":[1,"string"],"fsType":[2,"string"],"partition":[3,"int32"],"readOnly":[4,"bool"]}
core.v1.Affinity {"nodeAffinity":[1,"core.v1.NodeAffinity"],"podAffinity":[2,"core.v1.PodAffinity"],"podAntiAffinity":[3,"core.v1.PodAntiAffinity"]}
core.v1.AppArmorProfile {"type":[1,"string"],"localhostProfile":[2,"string"]}
core.v1.AttachedVolume {"name":[1,"string"],"devicePath":[2,"string"]}
core.v1.AzureDiskVolumeSource {"diskName":[1,"string"],"diskURI":[2,"string"],"cachingMode":[3,"string"],"fsType":[4,"string"],"readOnly":[5,"bool"],"kind":[6,"string"]}
core.v1.AzureFilePersistentVolumeSource {"secretName":[1,"string"],"shareName":[2,"string"],"readOnly":[3,"bool"],"secretNamespace":[4,"string"]}
core.v1.AzureFileVolumeSource {"secretName":[1,"string"],"shareName":[2,"string"],"readOnly":[3,"bool"]}
core.v1.Binding {"metadata":[1,"meta.v1.ObjectMeta"],"target":[2,"core.v1.ObjectReference"]}
core.v1.CSIPersistentVolumeSource {"driver":[1,"string"],"volumeHandle":[2,"string"],"readOnly":[3,"bool"],"fsType":[4,"string"],"volumeAttributes":[5,"map<string,string>"],"controllerPublishSecretRef":[6,"core.v1.SecretReference"],"nodeStageSecretRef":[7,"core.v1.SecretReference"],"nodePublishSecretRef":[8,"core.v1.SecretReference"],"controllerExpandSecretRef":[9,"core.v1.SecretReference"],"nodeExpandSecretRef":[10,"core.v1.SecretReference"]}
core.v1.CSIVolumeSource {"driver":[1,"string"],"readOnly":[2,"bool"],"fsType":[3,"string"],"volumeAttributes":[4,"map<string,string>"],"nodePublishSecretRef":[5,"core.v1.LocalObjectReference"]}
core.v1.Capabilities {"add":[1,"repeated string"],"drop":[2,"repeated string"]}
core.v1.CephFSPersistentVolumeSource {"monitors":[1,"repeated string"],"path":[2,"string"],"user":[3,"string"],"secretFile":[4,"string"],"secretRef":[5,"core.v1.SecretReference"],"readOnly":[6,"bool"]}
core.v1.CephFSVolumeSource {"monitors":[1,"repeated string"],"path":[2,"string"],"user":[3,"string"],"secretFile":[4,"string"],"secretRef":[5,"core.v1.LocalObjectReference"],"readOnly":[6,"bool"]}
core.v1.CinderPersistentVolumeSource {"volumeID":[1,"string"],"fsType":[2,"string"],"readOnly":[3,"bool"],"secretRef":[4,"core.v1.SecretReference"]}
core.v1.CinderVolumeSource {"volumeID":[1,"string"],"fsType":[2,"string"],"readOnly":[3,"bool"],"secretRef":[4,"core.v1.LocalObjectReference"]}
core.v1.ClientIPConfig {"timeoutSeconds":[1,"int32"]}
core.v1.ClusterTrustBundleProjection {"name":[1,"string"],"signerName":[2,"string"],"labelSelector":[3,"meta.v1.LabelSelector"],"optional":[5,"bool"],"path":[4,"string"],"user":[6,"int64"]}
core.v1.ComponentCondition {"type":[1,"string"],"status":[2,"string"],"message":[3,"string"],"error":[4,"string"]}
core.v1.ComponentStatus {"metadata":[1,"meta.v1.ObjectMeta"],"conditions":[2,"repeated core.v1.ComponentCondition"]}
core.v1.ComponentStatusList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.ComponentStatus"]}
core.v1.ConfigMap {"metadata":[1,"meta.v1.ObjectMeta"],"immutable":[4,"bool"],"data":[2,"map<string,string>"],"binaryData":[3,"map<string,bytes>"]}
core.v1.ConfigMapEnvSource {"localObjectReference":[1,"core.v1.LocalObjectReference"],"optional":[2,"bool"]}
core.v1.ConfigMapKeySelector {"localObjectReference":[1,"core.v1.LocalObjectReference"],"key":[2,"string"],"optional":[3,"bool"]}
core.v1.ConfigMapList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.ConfigMap"]}
core.v1.ConfigMapNodeConfigSource {"namespace":[1,"string"],"name":[2,"string"],"uid":[3,"string"],"resourceVersion":[4,"string"],"kubeletConfigKey":[5,"string"]}
core.v1.ConfigMapProjection {"localObjectReference":[1,"core.v1.LocalObjectReference"],"items":[2,"repeated core.v1.KeyToPath"],"optional":[4,"bool"]}
core.v1.ConfigMapVolumeSource {"localObjectReference":[1,"core.v1.LocalObjectReference"],"items":[2,"repeated core.v1.KeyToPath"],"defaultMode":[3,"int32"],"optional":[4,"bool"],"defaultUser":[5,"int64"]}
core.v1.Container {"name":[1,"string"],"image":[2,"string"],"command":[3,"repeated string"],"args":[4,"repeated string"],"workingDir":[5,"string"],"ports":[6,"repeated core.v1.ContainerPort"],"envFrom":[19,"repeated core.v1.EnvFromSource"],"env":[7,"repeated core.v1.EnvVar"],"resources":[8,"core.v1.ResourceRequirements"],"resizePolicy":[23,"repeated core.v1.ContainerResizePolicy"],"restartPolicy":[24,"string"],"restartPolicyRules":[25,"repeated core.v1.ContainerRestartRule"],"volumeMounts":[9,"repeated core.v1.VolumeMount"],"volumeDevices":[21,"repeated core.v1.VolumeDevice"],"livenessProbe":[10,"core.v1.Probe"],"readinessProbe":[11,"core.v1.Probe"],"startupProbe":[22,"core.v1.Probe"],"lifecycle":[12,"core.v1.Lifecycle"],"terminationMessagePath":[13,"string"],"terminationMessagePolicy":[20,"string"],"imagePullPolicy":[14,"string"],"securityContext":[15,"core.v1.SecurityContext"],"stdin":[16,"bool"],"stdinOnce":[17,"bool"],"tty":[18,"bool"]}
core.v1.ContainerExtendedResourceRequest {"containerName":[1,"string"],"resourceName":[2,"string"],"requestName":[3,"string"]}
core.v1.ContainerImage {"names":[1,"repeated string"],"sizeBytes":[2,"int64"]}
core.v1.ContainerPort {"name":[1,"string"],"hostPort":[2,"int32"],"containerPort":[3,"int32"],"protocol":[4,"string"],"hostIP":[5,"string"]}
core.v1.ContainerResizePolicy {"resourceName":[1,"string"],"restartPolicy":[2,"string"]}
core.v1.ContainerRestartRule {"action":[1,"string"],"exitCodes":[2,"core.v1.ContainerRestartRuleOnExitCodes"]}
core.v1.ContainerRestartRuleOnExitCodes {"operator":[1,"string"],"values":[2,"repeated int32"]}
core.v1.ContainerState {"waiting":[1,"core.v1.ContainerStateWaiting"],"running":[2,"core.v1.ContainerStateRunning"],"terminated":[3,"core.v1.ContainerStateTerminated"]}
core.v1.ContainerStateRunning {"startedAt":[1,"meta.v1.Time"]}
core.v1.ContainerStateTerminated {"exitCode":[1,"int32"],"signal":[2,"int32"],"reason":[3,"string"],"message":[4,"string"],"startedAt":[5,"meta.v1.Time"],"finishedAt":[6,"meta.v1.Time"],"containerID":[7,"string"]}
core.v1.ContainerStateWaiting {"reason":[1,"string"],"message":[2,"string"]}
core.v1.ContainerStatus {"name":[1,"string"],"state":[2,"core.v1.ContainerState"],"lastState":[3,"core.v1.ContainerState"],"ready":[4,"bool"],"restartCount":[5,"int32"],"image":[6,"string"],"imageID":[7,"string"],"containerID":[8,"string"],"started":[9,"bool"],"allocatedResources":[10,"map<string,resource.Quantity>"],"resources":[11,"core.v1.ResourceRequirements"],"volumeMounts":[12,"repeated core.v1.VolumeMountStatus"],"user":[13,"core.v1.ContainerUser"],"allocatedResourcesStatus":[14,"repeated core.v1.ResourceStatus"],"stopSignal":[15,"string"]}
core.v1.ContainerUser {"linux":[1,"core.v1.LinuxContainerUser"]}
core.v1.DaemonEndpoint {"Port":[1,"int32"]}
core.v1.DownwardAPIProjection {"items":[1,"repeated core.v1.DownwardAPIVolumeFile"]}
core.v1.DownwardAPIVolumeFile {"path":[1,"string"],"fieldRef":[2,"core.v1.ObjectFieldSelector"],"resourceFieldRef":[3,"core.v1.ResourceFieldSelector"],"mode":[4,"int32"],"user":[5,"int64"]}
core.v1.DownwardAPIVolumeSource {"items":[1,"repeated core.v1.DownwardAPIVolumeFile"],"defaultMode":[2,"int32"],"defaultUser":[3,"int64"]}
core.v1.EmptyDirVolumeSource {"medium":[1,"string"],"sizeLimit":[2,"resource.Quantity"],"mode":[3,"int32"]}
core.v1.EndpointAddress {"ip":[1,"string"],"hostname":[3,"string"],"nodeName":[4,"string"],"targetRef":[2,"core.v1.ObjectReference"]}
core.v1.EndpointPort {"name":[1,"string"],"port":[2,"int32"],"protocol":[3,"string"],"appProtocol":[4,"string"]}
core.v1.EndpointSubset {"addresses":[1,"repeated core.v1.EndpointAddress"],"notReadyAddresses":[2,"repeated core.v1.EndpointAddress"],"ports":[3,"repeated core.v1.EndpointPort"]}
core.v1.Endpoints {"metadata":[1,"meta.v1.ObjectMeta"],"subsets":[2,"repeated core.v1.EndpointSubset"]}
core.v1.EndpointsList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Endpoints"]}
core.v1.EnvFromSource {"prefix":[1,"string"],"configMapRef":[2,"core.v1.ConfigMapEnvSource"],"secretRef":[3,"core.v1.SecretEnvSource"]}
core.v1.EnvVar {"name":[1,"string"],"value":[2,"string"],"valueFrom":[3,"core.v1.EnvVarSource"]}
core.v1.EnvVarSource {"fieldRef":[1,"core.v1.ObjectFieldSelector"],"resourceFieldRef":[2,"core.v1.ResourceFieldSelector"],"configMapKeyRef":[3,"core.v1.ConfigMapKeySelector"],"secretKeyRef":[4,"core.v1.SecretKeySelector"],"fileKeyRef":[5,"core.v1.FileKeySelector"]}
core.v1.EphemeralContainer {"ephemeralContainerCommon":[1,"core.v1.EphemeralContainerCommon"],"targetContainerName":[2,"string"]}
core.v1.EphemeralContainerCommon {"name":[1,"string"],"image":[2,"string"],"command":[3,"repeated string"],"args":[4,"repeated string"],"workingDir":[5,"string"],"ports":[6,"repeated core.v1.ContainerPort"],"envFrom":[19,"repeated core.v1.EnvFromSource"],"env":[7,"repeated core.v1.EnvVar"],"resources":[8,"core.v1.ResourceRequirements"],"resizePolicy":[23,"repeated core.v1.ContainerResizePolicy"],"restartPolicy":[24,"string"],"restartPolicyRules":[25,"repeated core.v1.ContainerRestartRule"],"volumeMounts":[9,"repeated core.v1.VolumeMount"],"volumeDevices":[21,"repeated core.v1.VolumeDevice"],"livenessProbe":[10,"core.v1.Probe"],"readinessProbe":[11,"core.v1.Probe"],"startupProbe":[22,"core.v1.Probe"],"lifecycle":[12,"core.v1.Lifecycle"],"terminationMessagePath":[13,"string"],"terminationMessagePolicy":[20,"string"],"imagePullPolicy":[14,"string"],"securityContext":[15,"core.v1.SecurityContext"],"stdin":[16,"bool"],"stdinOnce":[17,"bool"],"tty":[18,"bool"]}
core.v1.EphemeralVolumeSource {"volumeClaimTemplate":[1,"core.v1.PersistentVolumeClaimTemplate"]}
core.v1.Event {"metadata":[1,"meta.v1.ObjectMeta"],"involvedObject":[2,"core.v1.ObjectReference"],"reason":[3,"string"],"message":[4,"string"],"source":[5,"core.v1.EventSource"],"firstTimestamp":[6,"meta.v1.Time"],"lastTimestamp":[7,"meta.v1.Time"],"count":[8,"int32"],"type":[9,"string"],"eventTime":[10,"meta.v1.MicroTime"],"series":[11,"core.v1.EventSeries"],"action":[12,"string"],"related":[13,"core.v1.ObjectReference"],"reportingComponent":[14,"string"],"reportingInstance":[15,"string"]}
core.v1.EventList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Event"]}
core.v1.EventSeries {"count":[1,"int32"],"lastObservedTime":[2,"meta.v1.MicroTime"]}
core.v1.EventSource {"component":[1,"string"],"host":[2,"string"]}
core.v1.EvictionResponder {"name":[1,"string"],"priority":[2,"int32"]}
core.v1.ExecAction {"command":[1,"repeated string"]}
core.v1.FCVolumeSource {"targetWWNs":[1,"repeated string"],"lun":[2,"int32"],"fsType":[3,"string"],"readOnly":[4,"bool"],"wwids":[5,"repeated string"]}
core.v1.FileKeySelector {"volumeName":[1,"string"],"path":[2,"string"],"key":[3,"string"],"optional":[4,"bool"]}
core.v1.FlexPersistentVolumeSource {"driver":[1,"string"],"fsType":[2,"string"],"secretRef":[3,"core.v1.SecretReference"],"readOnly":[4,"bool"],"options":[5,"map<string,string>"]}
core.v1.FlexVolumeSource {"driver":[1,"string"],"fsType":[2,"string"],"secretRef":[3,"core.v1.LocalObjectReference"],"readOnly":[4,"bool"],"options":[5,"map<string,string>"]}
core.v1.FlockerVolumeSource {"datasetName":[1,"string"],"datasetUUID":[2,"string"]}
core.v1.GCEPersistentDiskVolumeSource {"pdName":[1,"string"],"fsType":[2,"string"],"partition":[3,"int32"],"readOnly":[4,"bool"]}
core.v1.GRPCAction {"port":[1,"int32"],"service":[2,"string"],"mode":[3,"string"]}
core.v1.GitRepoVolumeSource {"repository":[1,"string"],"revision":[2,"string"],"directory":[3,"string"]}
core.v1.GlusterfsPersistentVolumeSource {"endpoints":[1,"string"],"path":[2,"string"],"readOnly":[3,"bool"],"endpointsNamespace":[4,"string"]}
core.v1.GlusterfsVolumeSource {"endpoints":[1,"string"],"path":[2,"string"],"readOnly":[3,"bool"]}
core.v1.HTTPGetAction {"path":[1,"string"],"port":[2,"intstr.IntOrString"],"host":[3,"string"],"scheme":[4,"string"],"httpHeaders":[5,"repeated core.v1.HTTPHeader"],"protocol":[6,"string"]}
core.v1.HTTPHeader {"name":[1,"string"],"value":[2,"string"]}
core.v1.HostAlias {"ip":[1,"string"],"hostnames":[2,"repeated string"]}
core.v1.HostIP {"ip":[1,"string"]}
core.v1.HostPathVolumeSource {"path":[1,"string"],"type":[2,"string"]}
core.v1.ISCSIPersistentVolumeSource {"targetPortal":[1,"string"],"iqn":[2,"string"],"lun":[3,"int32"],"iscsiInterface":[4,"string"],"fsType":[5,"string"],"readOnly":[6,"bool"],"portals":[7,"repeated string"],"chapAuthDiscovery":[8,"bool"],"chapAuthSession":[11,"bool"],"secretRef":[10,"core.v1.SecretReference"],"initiatorName":[12,"string"]}
core.v1.ISCSIVolumeSource {"targetPortal":[1,"string"],"iqn":[2,"string"],"lun":[3,"int32"],"iscsiInterface":[4,"string"],"fsType":[5,"string"],"readOnly":[6,"bool"],"portals":[7,"repeated string"],"chapAuthDiscovery":[8,"bool"],"chapAuthSession":[11,"bool"],"secretRef":[10,"core.v1.LocalObjectReference"],"initiatorName":[12,"string"]}
core.v1.ImageVolumeSource {"reference":[1,"string"],"pullPolicy":[2,"string"]}
core.v1.ImageVolumeStatus {"imageRef":[1,"string"]}
core.v1.KeyToPath {"key":[1,"string"],"path":[2,"string"],"mode":[3,"int32"],"user":[4,"int64"]}
core.v1.Lifecycle {"postStart":[1,"core.v1.LifecycleHandler"],"preStop":[2,"core.v1.LifecycleHandler"],"stopSignal":[3,"string"]}
core.v1.LifecycleHandler {"exec":[1,"core.v1.ExecAction"],"httpGet":[2,"core.v1.HTTPGetAction"],"tcpSocket":[3,"core.v1.TCPSocketAction"],"sleep":[4,"core.v1.SleepAction"]}
core.v1.LimitRange {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.LimitRangeSpec"]}
core.v1.LimitRangeItem {"type":[1,"string"],"max":[2,"map<string,resource.Quantity>"],"min":[3,"map<string,resource.Quantity>"],"default":[4,"map<string,resource.Quantity>"],"defaultRequest":[5,"map<string,resource.Quantity>"],"maxLimitRequestRatio":[6,"map<string,resource.Quantity>"]}
core.v1.LimitRangeList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.LimitRange"]}
core.v1.LimitRangeSpec {"limits":[1,"repeated core.v1.LimitRangeItem"]}
core.v1.LinuxContainerUser {"uid":[1,"int64"],"gid":[2,"int64"],"supplementalGroups":[3,"repeated int64"]}
core.v1.LoadBalancerIngress {"ip":[1,"string"],"hostname":[2,"string"],"ipMode":[3,"string"],"ports":[4,"repeated core.v1.PortStatus"]}
core.v1.LoadBalancerStatus {"ingress":[1,"repeated core.v1.LoadBalancerIngress"]}
core.v1.LocalObjectReference {"name":[1,"string"]}
core.v1.LocalVolumeSource {"path":[1,"string"],"fsType":[2,"string"]}
core.v1.ModifyVolumeStatus {"targetVolumeAttributesClassName":[1,"string"],"status":[2,"string"]}
core.v1.NFSVolumeSource {"server":[1,"string"],"path":[2,"string"],"readOnly":[3,"bool"]}
core.v1.Namespace {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.NamespaceSpec"],"status":[3,"core.v1.NamespaceStatus"]}
core.v1.NamespaceCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
core.v1.NamespaceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Namespace"]}
core.v1.NamespaceSpec {"finalizers":[1,"repeated string"]}
core.v1.NamespaceStatus {"phase":[1,"string"],"conditions":[2,"repeated core.v1.NamespaceCondition"]}
core.v1.Node {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.NodeSpec"],"status":[3,"core.v1.NodeStatus"]}
core.v1.NodeAddress {"type":[1,"string"],"address":[2,"string"]}
core.v1.NodeAffinity {"requiredDuringSchedulingIgnoredDuringExecution":[1,"core.v1.NodeSelector"],"preferredDuringSchedulingIgnoredDuringExecution":[2,"repeated core.v1.PreferredSchedulingTerm"]}
core.v1.NodeAllocatableMappedResources {"name":[1,"string"],"quantity":[2,"resource.Quantity"]}
core.v1.NodeAllocatableOverheadResources {"name":[1,"string"],"perPod":[2,"resource.Quantity"],"perContainer":[3,"resource.Quantity"]}
core.v1.NodeAllocatableResourceClaimStatus {"resourceClaimName":[1,"string"],"containers":[2,"repeated string"],"mapping":[4,"repeated core.v1.NodeAllocatableMappedResources"],"overhead":[5,"repeated core.v1.NodeAllocatableOverheadResources"],"resources":[3,"map<string,resource.Quantity>"]}
core.v1.NodeCondition {"type":[1,"string"],"status":[2,"string"],"lastHeartbeatTime":[3,"meta.v1.Time"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
core.v1.NodeConfigSource {"configMap":[2,"core.v1.ConfigMapNodeConfigSource"]}
core.v1.NodeConfigStatus {"assigned":[1,"core.v1.NodeConfigSource"],"active":[2,"core.v1.NodeConfigSource"],"lastKnownGood":[3,"core.v1.NodeConfigSource"],"error":[4,"string"]}
core.v1.NodeDaemonEndpoints {"kubeletEndpoint":[1,"core.v1.DaemonEndpoint"]}
core.v1.NodeFeatures {"supplementalGroupsPolicy":[1,"bool"]}
core.v1.NodeList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Node"]}
core.v1.NodePodPreemptionPolicy {"disableResizePreemption":[1,"repeated string"]}
core.v1.NodeRuntimeHandler {"name":[1,"string"],"features":[2,"core.v1.NodeRuntimeHandlerFeatures"]}
core.v1.NodeRuntimeHandlerFeatures {"recursiveReadOnlyMounts":[1,"bool"],"userNamespaces":[2,"bool"]}
core.v1.NodeSelector {"nodeSelectorTerms":[1,"repeated core.v1.NodeSelectorTerm"]}
core.v1.NodeSelectorRequirement {"key":[1,"string"],"operator":[2,"string"],"values":[3,"repeated string"]}
core.v1.NodeSelectorTerm {"matchExpressions":[1,"repeated core.v1.NodeSelectorRequirement"],"matchFields":[2,"repeated core.v1.NodeSelectorRequirement"]}
core.v1.NodeSpec {"podCIDR":[1,"string"],"podCIDRs":[7,"repeated string"],"providerID":[3,"string"],"unschedulable":[4,"bool"],"taints":[5,"repeated core.v1.Taint"],"configSource":[6,"core.v1.NodeConfigSource"],"externalID":[2,"string"],"podPreemptionPolicy":[8,"core.v1.NodePodPreemptionPolicy"]}
core.v1.NodeStatus {"capacity":[1,"map<string,resource.Quantity>"],"allocatable":[2,"map<string,resource.Quantity>"],"phase":[3,"string"],"conditions":[4,"repeated core.v1.NodeCondition"],"addresses":[5,"repeated core.v1.NodeAddress"],"daemonEndpoints":[6,"core.v1.NodeDaemonEndpoints"],"nodeInfo":[7,"core.v1.NodeSystemInfo"],"images":[8,"repeated core.v1.ContainerImage"],"volumesInUse":[9,"repeated string"],"volumesAttached":[10,"repeated core.v1.AttachedVolume"],"config":[11,"core.v1.NodeConfigStatus"],"runtimeHandlers":[12,"repeated core.v1.NodeRuntimeHandler"],"features":[13,"core.v1.NodeFeatures"],"declaredFeatures":[14,"repeated string"]}
core.v1.NodeSwapStatus {"capacity":[1,"int64"]}
core.v1.NodeSystemInfo {"machineID":[1,"string"],"systemUUID":[2,"string"],"bootID":[3,"string"],"kernelVersion":[4,"string"],"osImage":[5,"string"],"containerRuntimeVersion":[6,"string"],"kubeletVersion":[7,"string"],"kubeProxyVersion":[8,"string"],"operatingSystem":[9,"string"],"architecture":[10,"string"],"swap":[11,"core.v1.NodeSwapStatus"]}
core.v1.ObjectFieldSelector {"apiVersion":[1,"string"],"fieldPath":[2,"string"]}
core.v1.ObjectReference {"kind":[1,"string"],"namespace":[2,"string"],"name":[3,"string"],"uid":[4,"string"],"apiVersion":[5,"string"],"resourceVersion":[6,"string"],"fieldPath":[7,"string"]}
core.v1.PersistentVolume {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.PersistentVolumeSpec"],"status":[3,"core.v1.PersistentVolumeStatus"]}
core.v1.PersistentVolumeClaim {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.PersistentVolumeClaimSpec"],"status":[3,"core.v1.PersistentVolumeClaimStatus"]}
core.v1.PersistentVolumeClaimCondition {"type":[1,"string"],"status":[2,"string"],"lastProbeTime":[3,"meta.v1.Time"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
core.v1.PersistentVolumeClaimList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.PersistentVolumeClaim"]}
core.v1.PersistentVolumeClaimSpec {"accessModes":[1,"repeated string"],"selector":[4,"meta.v1.LabelSelector"],"resources":[2,"core.v1.VolumeResourceRequirements"],"volumeName":[3,"string"],"storageClassName":[5,"string"],"volumeMode":[6,"string"],"dataSource":[7,"core.v1.TypedLocalObjectReference"],"dataSourceRef":[8,"core.v1.TypedObjectReference"],"volumeAttributesClassName":[9,"string"]}
core.v1.PersistentVolumeClaimStatus {"phase":[1,"string"],"accessModes":[2,"repeated string"],"capacity":[3,"map<string,resource.Quantity>"],"conditions":[4,"repeated core.v1.PersistentVolumeClaimCondition"],"allocatedResources":[5,"map<string,resource.Quantity>"],"allocatedResourceStatuses":[7,"map<string,string>"],"currentVolumeAttributesClassName":[8,"string"],"modifyVolumeStatus":[9,"core.v1.ModifyVolumeStatus"],"healthStatus":[10,"core.v1.VolumeHealthStatus"]}
core.v1.PersistentVolumeClaimTemplate {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.PersistentVolumeClaimSpec"]}
core.v1.PersistentVolumeClaimVolumeSource {"claimName":[1,"string"],"readOnly":[2,"bool"]}
core.v1.PersistentVolumeList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.PersistentVolume"]}
core.v1.PersistentVolumeSource {"gcePersistentDisk":[1,"core.v1.GCEPersistentDiskVolumeSource"],"awsElasticBlockStore":[2,"core.v1.AWSElasticBlockStoreVolumeSource"],"hostPath":[3,"core.v1.HostPathVolumeSource"],"glusterfs":[4,"core.v1.GlusterfsPersistentVolumeSource"],"nfs":[5,"core.v1.NFSVolumeSource"],"rbd":[6,"core.v1.RBDPersistentVolumeSource"],"iscsi":[7,"core.v1.ISCSIPersistentVolumeSource"],"cinder":[8,"core.v1.CinderPersistentVolumeSource"],"cephfs":[9,"core.v1.CephFSPersistentVolumeSource"],"fc":[10,"core.v1.FCVolumeSource"],"flocker":[11,"core.v1.FlockerVolumeSource"],"flexVolume":[12,"core.v1.FlexPersistentVolumeSource"],"azureFile":[13,"core.v1.AzureFilePersistentVolumeSource"],"vsphereVolume":[14,"core.v1.VsphereVirtualDiskVolumeSource"],"quobyte":[15,"core.v1.QuobyteVolumeSource"],"azureDisk":[16,"core.v1.AzureDiskVolumeSource"],"photonPersistentDisk":[17,"core.v1.PhotonPersistentDiskVolumeSource"],"portworxVolume":[18,"core.v1.PortworxVolumeSource"],"scaleIO":[19,"core.v1.ScaleIOPersistentVolumeSource"],"local":[20,"core.v1.LocalVolumeSource"],"storageos":[21,"core.v1.StorageOSPersistentVolumeSource"],"csi":[22,"core.v1.CSIPersistentVolumeSource"]}
core.v1.PersistentVolumeSpec {"capacity":[1,"map<string,resource.Quantity>"],"persistentVolumeSource":[2,"core.v1.PersistentVolumeSource"],"accessModes":[3,"repeated string"],"claimRef":[4,"core.v1.ObjectReference"],"persistentVolumeReclaimPolicy":[5,"string"],"storageClassName":[6,"string"],"mountOptions":[7,"repeated string"],"volumeMode":[8,"string"],"nodeAffinity":[9,"core.v1.VolumeNodeAffinity"],"volumeAttributesClassName":[10,"string"]}
core.v1.PersistentVolumeStatus {"phase":[1,"string"],"message":[2,"string"],"reason":[3,"string"],"lastPhaseTransitionTime":[4,"meta.v1.Time"]}
core.v1.PhotonPersistentDiskVolumeSource {"pdID":[1,"string"],"fsType":[2,"string"]}
core.v1.Pod {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.PodSpec"],"status":[3,"core.v1.PodStatus"]}
core.v1.PodAffinity {"requiredDuringSchedulingIgnoredDuringExecution":[1,"repeated core.v1.PodAffinityTerm"],"preferredDuringSchedulingIgnoredDuringExecution":[2,"repeated core.v1.WeightedPodAffinityTerm"]}
core.v1.PodAffinityTerm {"labelSelector":[1,"meta.v1.LabelSelector"],"namespaces":[2,"repeated string"],"topologyKey":[3,"string"],"namespaceSelector":[4,"meta.v1.LabelSelector"],"matchLabelKeys":[5,"repeated string"],"mismatchLabelKeys":[6,"repeated string"]}
core.v1.PodAntiAffinity {"requiredDuringSchedulingIgnoredDuringExecution":[1,"repeated core.v1.PodAffinityTerm"],"preferredDuringSchedulingIgnoredDuringExecution":[2,"repeated core.v1.WeightedPodAffinityTerm"]}
core.v1.PodCertificateProjection {"signerName":[1,"string"],"keyType":[2,"string"],"maxExpirationSeconds":[3,"int32"],"credentialBundlePath":[4,"string"],"keyPath":[5,"string"],"certificateChainPath":[6,"string"],"userAnnotations":[7,"map<string,string>"],"user":[8,"int64"]}
core.v1.PodCondition {"type":[1,"string"],"observedGeneration":[7,"int64"],"status":[2,"string"],"lastProbeTime":[3,"meta.v1.Time"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
core.v1.PodDNSConfig {"nameservers":[1,"repeated string"],"searches":[2,"repeated string"],"options":[3,"repeated core.v1.PodDNSConfigOption"]}
core.v1.PodDNSConfigOption {"name":[1,"string"],"value":[2,"string"]}
core.v1.PodExtendedResourceClaimStatus {"requestMappings":[1,"repeated core.v1.ContainerExtendedResourceRequest"],"resourceClaimName":[2,"string"]}
core.v1.PodIP {"ip":[1,"string"]}
core.v1.PodList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Pod"]}
core.v1.PodOS {"name":[1,"string"]}
core.v1.PodReadinessGate {"conditionType":[1,"string"]}
core.v1.PodResourceClaim {"name":[1,"string"],"resourceClaimName":[3,"string"],"resourceClaimTemplateName":[4,"string"]}
core.v1.PodResourceClaimStatus {"name":[1,"string"],"resourceClaimName":[2,"string"]}
core.v1.PodSchedulingGate {"name":[1,"string"]}
core.v1.PodSchedulingGroup {"podGroupName":[1,"string"]}
core.v1.PodSecurityContext {"seLinuxOptions":[1,"core.v1.SELinuxOptions"],"windowsOptions":[8,"core.v1.WindowsSecurityContextOptions"],"runAsUser":[2,"int64"],"runAsGroup":[6,"int64"],"runAsNonRoot":[3,"bool"],"supplementalGroups":[4,"repeated int64"],"supplementalGroupsPolicy":[12,"string"],"fsGroup":[5,"int64"],"sysctls":[7,"repeated core.v1.Sysctl"],"fsGroupChangePolicy":[9,"string"],"seccompProfile":[10,"core.v1.SeccompProfile"],"appArmorProfile":[11,"core.v1.AppArmorProfile"],"seLinuxChangePolicy":[13,"string"]}
core.v1.PodSpec {"volumes":[1,"repeated core.v1.Volume"],"initContainers":[20,"repeated core.v1.Container"],"containers":[2,"repeated core.v1.Container"],"ephemeralContainers":[34,"repeated core.v1.EphemeralContainer"],"restartPolicy":[3,"string"],"terminationGracePeriodSeconds":[4,"int64"],"activeDeadlineSeconds":[5,"int64"],"dnsPolicy":[6,"string"],"nodeSelector":[7,"map<string,string>"],"serviceAccountName":[8,"string"],"serviceAccount":[9,"string"],"automountServiceAccountToken":[21,"bool"],"nodeName":[10,"string"],"hostNetwork":[11,"bool"],"hostPID":[12,"bool"],"hostIPC":[13,"bool"],"shareProcessNamespace":[27,"bool"],"securityContext":[14,"core.v1.PodSecurityContext"],"imagePullSecrets":[15,"repeated core.v1.LocalObjectReference"],"hostname":[16,"string"],"subdomain":[17,"string"],"affinity":[18,"core.v1.Affinity"],"schedulerName":[19,"string"],"tolerations":[22,"repeated core.v1.Toleration"],"hostAliases":[23,"repeated core.v1.HostAlias"],"priorityClassName":[24,"string"],"priority":[25,"int32"],"dnsConfig":[26,"core.v1.PodDNSConfig"],"readinessGates":[28,"repeated core.v1.PodReadinessGate"],"runtimeClassName":[29,"string"],"enableServiceLinks":[30,"bool"],"preemptionPolicy":[31,"string"],"overhead":[32,"map<string,resource.Quantity>"],"topologySpreadConstraints":[33,"repeated core.v1.TopologySpreadConstraint"],"setHostnameAsFQDN":[35,"bool"],"os":[36,"core.v1.PodOS"],"hostUsers":[37,"bool"],"schedulingGates":[38,"repeated core.v1.PodSchedulingGate"],"resourceClaims":[39,"repeated core.v1.PodResourceClaim"],"resources":[40,"core.v1.ResourceRequirements"],"hostnameOverride":[41,"string"],"schedulingGroup":[43,"core.v1.PodSchedulingGroup"],"evictionResponders":[44,"repeated core.v1.EvictionResponder"]}
core.v1.PodStatus {"observedGeneration":[17,"int64"],"phase":[1,"string"],"conditions":[2,"repeated core.v1.PodCondition"],"message":[3,"string"],"reason":[4,"string"],"nominatedNodeName":[11,"string"],"hostIP":[5,"string"],"hostIPs":[16,"repeated core.v1.HostIP"],"podIP":[6,"string"],"podIPs":[12,"repeated core.v1.PodIP"],"startTime":[7,"meta.v1.Time"],"initContainerStatuses":[10,"repeated core.v1.ContainerStatus"],"containerStatuses":[8,"repeated core.v1.ContainerStatus"],"qosClass":[9,"string"],"ephemeralContainerStatuses":[13,"repeated core.v1.ContainerStatus"],"resize":[14,"string"],"resourceClaimStatuses":[15,"repeated core.v1.PodResourceClaimStatus"],"extendedResourceClaimStatus":[18,"core.v1.PodExtendedResourceClaimStatus"],"allocatedResources":[19,"map<string,resource.Quantity>"],"resources":[20,"core.v1.ResourceRequirements"],"nodeAllocatableResourceClaimStatuses":[21,"repeated core.v1.NodeAllocatableResourceClaimStatus"],"volumeHealth":[22,"repeated core.v1.PodVolumeHealth"]}
core.v1.PodTemplate {"metadata":[1,"meta.v1.ObjectMeta"],"template":[2,"core.v1.PodTemplateSpec"]}
core.v1.PodTemplateList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.PodTemplate"]}
core.v1.PodTemplateSpec {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.PodSpec"]}
core.v1.PodVolumeHealth {"name":[1,"string"],"healthConditions":[2,"repeated core.v1.VolumeHealthCondition"],"lastTransitionTime":[3,"meta.v1.Time"]}
core.v1.PortStatus {"port":[1,"int32"],"protocol":[2,"string"],"error":[3,"string"]}
core.v1.PortworxVolumeSource {"volumeID":[1,"string"],"fsType":[2,"string"],"readOnly":[3,"bool"]}
core.v1.PreferredSchedulingTerm {"weight":[1,"int32"],"preference":[2,"core.v1.NodeSelectorTerm"]}
core.v1.Probe {"handler":[1,"core.v1.ProbeHandler"],"initialDelaySeconds":[2,"int32"],"timeoutSeconds":[3,"int32"],"periodSeconds":[4,"int32"],"successThreshold":[5,"int32"],"failureThreshold":[6,"int32"],"terminationGracePeriodSeconds":[7,"int64"]}
core.v1.ProbeHandler {"exec":[1,"core.v1.ExecAction"],"httpGet":[2,"core.v1.HTTPGetAction"],"tcpSocket":[3,"core.v1.TCPSocketAction"],"grpc":[4,"core.v1.GRPCAction"]}
core.v1.ProjectedVolumeSource {"sources":[1,"repeated core.v1.VolumeProjection"],"defaultMode":[2,"int32"],"defaultUser":[3,"int64"]}
core.v1.QuobyteVolumeSource {"registry":[1,"string"],"volume":[2,"string"],"readOnly":[3,"bool"],"user":[4,"string"],"group":[5,"string"],"tenant":[6,"string"]}
core.v1.RBDPersistentVolumeSource {"monitors":[1,"repeated string"],"image":[2,"string"],"fsType":[3,"string"],"pool":[4,"string"],"user":[5,"string"],"keyring":[6,"string"],"secretRef":[7,"core.v1.SecretReference"],"readOnly":[8,"bool"]}
core.v1.RBDVolumeSource {"monitors":[1,"repeated string"],"image":[2,"string"],"fsType":[3,"string"],"pool":[4,"string"],"user":[5,"string"],"keyring":[6,"string"],"secretRef":[7,"core.v1.LocalObjectReference"],"readOnly":[8,"bool"]}
core.v1.ReplicationController {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.ReplicationControllerSpec"],"status":[3,"core.v1.ReplicationControllerStatus"]}
core.v1.ReplicationControllerCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
core.v1.ReplicationControllerList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.ReplicationController"]}
core.v1.ReplicationControllerSpec {"replicas":[1,"int32"],"minReadySeconds":[4,"int32"],"selector":[2,"map<string,string>"],"template":[3,"core.v1.PodTemplateSpec"]}
core.v1.ReplicationControllerStatus {"replicas":[1,"int32"],"fullyLabeledReplicas":[2,"int32"],"readyReplicas":[4,"int32"],"availableReplicas":[5,"int32"],"observedGeneration":[3,"int64"],"conditions":[6,"repeated core.v1.ReplicationControllerCondition"]}
core.v1.ResourceClaim {"name":[1,"string"],"request":[2,"string"]}
core.v1.ResourceFieldSelector {"containerName":[1,"string"],"resource":[2,"string"],"divisor":[3,"resource.Quantity"]}
core.v1.ResourceHealth {"resourceID":[1,"string"],"health":[2,"string"],"message":[6,"string"]}
core.v1.ResourceQuota {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.ResourceQuotaSpec"],"status":[3,"core.v1.ResourceQuotaStatus"]}
core.v1.ResourceQuotaList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.ResourceQuota"]}
core.v1.ResourceQuotaSpec {"hard":[1,"map<string,resource.Quantity>"],"scopes":[2,"repeated string"],"scopeSelector":[3,"core.v1.ScopeSelector"]}
core.v1.ResourceQuotaStatus {"hard":[1,"map<string,resource.Quantity>"],"used":[2,"map<string,resource.Quantity>"]}
core.v1.ResourceRequirements {"limits":[1,"map<string,resource.Quantity>"],"requests":[2,"map<string,resource.Quantity>"],"claims":[3,"repeated core.v1.ResourceClaim"]}
core.v1.ResourceStatus {"name":[1,"string"],"resources":[2,"repeated core.v1.ResourceHealth"]}
core.v1.SELinuxOptions {"user":[1,"string"],"role":[2,"string"],"type":[3,"string"],"level":[4,"string"]}
core.v1.ScaleIOPersistentVolumeSource {"gateway":[1,"string"],"system":[2,"string"],"secretRef":[3,"core.v1.SecretReference"],"sslEnabled":[4,"bool"],"protectionDomain":[5,"string"],"storagePool":[6,"string"],"storageMode":[7,"string"],"volumeName":[8,"string"],"fsType":[9,"string"],"readOnly":[10,"bool"]}
core.v1.ScaleIOVolumeSource {"gateway":[1,"string"],"system":[2,"string"],"secretRef":[3,"core.v1.LocalObjectReference"],"sslEnabled":[4,"bool"],"protectionDomain":[5,"string"],"storagePool":[6,"string"],"storageMode":[7,"string"],"volumeName":[8,"string"],"fsType":[9,"string"],"readOnly":[10,"bool"]}
core.v1.ScopeSelector {"matchExpressions":[1,"repeated core.v1.ScopedResourceSelectorRequirement"]}
core.v1.ScopedResourceSelectorRequirement {"scopeName":[1,"string"],"operator":[2,"string"],"values":[3,"repeated string"]}
core.v1.SeccompProfile {"type":[1,"string"],"localhostProfile":[2,"string"]}
core.v1.Secret {"metadata":[1,"meta.v1.ObjectMeta"],"immutable":[5,"bool"],"data":[2,"map<string,bytes>"],"stringData":[4,"map<string,string>"],"type":[3,"string"]}
core.v1.SecretEnvSource {"localObjectReference":[1,"core.v1.LocalObjectReference"],"optional":[2,"bool"]}
core.v1.SecretKeySelector {"localObjectReference":[1,"core.v1.LocalObjectReference"],"key":[2,"string"],"optional":[3,"bool"]}
core.v1.SecretList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Secret"]}
core.v1.SecretProjection {"localObjectReference":[1,"core.v1.LocalObjectReference"],"items":[2,"repeated core.v1.KeyToPath"],"optional":[4,"bool"]}
core.v1.SecretReference {"name":[1,"string"],"namespace":[2,"string"]}
core.v1.SecretVolumeSource {"secretName":[1,"string"],"items":[2,"repeated core.v1.KeyToPath"],"defaultMode":[3,"int32"],"optional":[4,"bool"],"defaultUser":[5,"int64"]}
core.v1.SecurityContext {"capabilities":[1,"core.v1.Capabilities"],"privileged":[2,"bool"],"seLinuxOptions":[3,"core.v1.SELinuxOptions"],"windowsOptions":[10,"core.v1.WindowsSecurityContextOptions"],"runAsUser":[4,"int64"],"runAsGroup":[8,"int64"],"runAsNonRoot":[5,"bool"],"readOnlyRootFilesystem":[6,"bool"],"allowPrivilegeEscalation":[7,"bool"],"procMount":[9,"string"],"seccompProfile":[11,"core.v1.SeccompProfile"],"appArmorProfile":[12,"core.v1.AppArmorProfile"]}
core.v1.Service {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"core.v1.ServiceSpec"],"status":[3,"core.v1.ServiceStatus"]}
core.v1.ServiceAccount {"metadata":[1,"meta.v1.ObjectMeta"],"secrets":[2,"repeated core.v1.ObjectReference"],"imagePullSecrets":[3,"repeated core.v1.LocalObjectReference"],"automountServiceAccountToken":[4,"bool"]}
core.v1.ServiceAccountList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.ServiceAccount"]}
core.v1.ServiceAccountTokenProjection {"audience":[1,"string"],"expirationSeconds":[2,"int64"],"path":[3,"string"],"user":[4,"int64"]}
core.v1.ServiceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated core.v1.Service"]}
core.v1.ServicePort {"name":[1,"string"],"protocol":[2,"string"],"appProtocol":[6,"string"],"port":[3,"int32"],"targetPort":[4,"intstr.IntOrString"],"nodePort":[5,"int32"]}
core.v1.ServiceSpec {"ports":[1,"repeated core.v1.ServicePort"],"selector":[2,"map<string,string>"],"clusterIP":[3,"string"],"clusterIPs":[18,"repeated string"],"type":[4,"string"],"externalIPs":[5,"repeated string"],"sessionAffinity":[7,"string"],"loadBalancerIP":[8,"string"],"loadBalancerSourceRanges":[9,"repeated string"],"externalName":[10,"string"],"externalTrafficPolicy":[11,"string"],"healthCheckNodePort":[12,"int32"],"publishNotReadyAddresses":[13,"bool"],"sessionAffinityConfig":[14,"core.v1.SessionAffinityConfig"],"ipFamilies":[19,"repeated string"],"ipFamilyPolicy":[17,"string"],"allocateLoadBalancerNodePorts":[20,"bool"],"loadBalancerClass":[21,"string"],"internalTrafficPolicy":[22,"string"],"trafficDistribution":[23,"string"]}
core.v1.ServiceStatus {"loadBalancer":[1,"core.v1.LoadBalancerStatus"],"conditions":[2,"repeated meta.v1.Condition"]}
core.v1.SessionAffinityConfig {"clientIP":[1,"core.v1.ClientIPConfig"]}
core.v1.SleepAction {"seconds":[1,"int64"]}
core.v1.StorageOSPersistentVolumeSource {"volumeName":[1,"string"],"volumeNamespace":[2,"string"],"fsType":[3,"string"],"readOnly":[4,"bool"],"secretRef":[5,"core.v1.ObjectReference"]}
core.v1.StorageOSVolumeSource {"volumeName":[1,"string"],"volumeNamespace":[2,"string"],"fsType":[3,"string"],"readOnly":[4,"bool"],"secretRef":[5,"core.v1.LocalObjectReference"]}
core.v1.Sysctl {"name":[1,"string"],"value":[2,"string"]}
core.v1.TCPSocketAction {"port":[1,"intstr.IntOrString"],"host":[2,"string"]}
core.v1.Taint {"key":[1,"string"],"value":[2,"string"],"effect":[3,"string"],"timeAdded":[4,"meta.v1.Time"]}
core.v1.Toleration {"key":[1,"string"],"operator":[2,"string"],"value":[3,"string"],"effect":[4,"string"],"tolerationSeconds":[5,"int64"]}
core.v1.TopologySelectorLabelRequirement {"key":[1,"string"],"values":[2,"repeated string"]}
core.v1.TopologySelectorTerm {"matchLabelExpressions":[1,"repeated core.v1.TopologySelectorLabelRequirement"]}
core.v1.TopologySpreadConstraint {"maxSkew":[1,"int32"],"topologyKey":[2,"string"],"whenUnsatisfiable":[3,"string"],"labelSelector":[4,"meta.v1.LabelSelector"],"minDomains":[5,"int32"],"nodeAffinityPolicy":[6,"string"],"nodeTaintsPolicy":[7,"string"],"matchLabelKeys":[8,"repeated string"]}
core.v1.TypedLocalObjectReference {"apiGroup":[1,"string"],"kind":[2,"string"],"name":[3,"string"]}
core.v1.TypedObjectReference {"apiGroup":[1,"string"],"kind":[2,"string"],"name":[3,"string"],"namespace":[4,"string"]}
core.v1.Volume {"name":[1,"string"],"volumeSource":[2,"core.v1.VolumeSource"]}
core.v1.VolumeDevice {"name":[1,"string"],"devicePath":[2,"string"]}
core.v1.VolumeHealthCondition {"status":[1,"string"],"reason":[2,"string"],"message":[3,"string"]}
core.v1.VolumeHealthStatus {"healthConditions":[1,"repeated core.v1.VolumeHealthCondition"],"lastTransitionTime":[2,"meta.v1.Time"]}
core.v1.VolumeMount {"name":[1,"string"],"readOnly":[2,"bool"],"recursiveReadOnly":[7,"string"],"mountPath":[3,"string"],"subPath":[4,"string"],"mountPropagation":[5,"string"],"subPathExpr":[6,"string"],"bindMountOptions":[8,"repeated string"]}
core.v1.VolumeMountStatus {"name":[1,"string"],"mountPath":[2,"string"],"readOnly":[3,"bool"],"recursiveReadOnly":[4,"string"],"volumeStatus":[5,"core.v1.VolumeStatus"]}
core.v1.VolumeNodeAffinity {"required":[1,"core.v1.NodeSelector"]}
core.v1.VolumeProjection {"secret":[1,"core.v1.SecretProjection"],"downwardAPI":[2,"core.v1.DownwardAPIProjection"],"configMap":[3,"core.v1.ConfigMapProjection"],"serviceAccountToken":[4,"core.v1.ServiceAccountTokenProjection"],"clusterTrustBundle":[5,"core.v1.ClusterTrustBundleProjection"],"podCertificate":[6,"core.v1.PodCertificateProjection"]}
core.v1.VolumeResourceRequirements {"limits":[1,"map<string,resource.Quantity>"],"requests":[2,"map<string,resource.Quantity>"]}
core.v1.VolumeSource {"hostPath":[1,"core.v1.HostPathVolumeSource"],"emptyDir":[2,"core.v1.EmptyDirVolumeSource"],"gcePersistentDisk":[3,"core.v1.GCEPersistentDiskVolumeSource"],"awsElasticBlockStore":[4,"core.v1.AWSElasticBlockStoreVolumeSource"],"gitRepo":[5,"core.v1.GitRepoVolumeSource"],"secret":[6,"core.v1.SecretVolumeSource"],"nfs":[7,"core.v1.NFSVolumeSource"],"iscsi":[8,"core.v1.ISCSIVolumeSource"],"glusterfs":[9,"core.v1.GlusterfsVolumeSource"],"persistentVolumeClaim":[10,"core.v1.PersistentVolumeClaimVolumeSource"],"rbd":[11,"core.v1.RBDVolumeSource"],"flexVolume":[12,"core.v1.FlexVolumeSource"],"cinder":[13,"core.v1.CinderVolumeSource"],"cephfs":[14,"core.v1.CephFSVolumeSource"],"flocker":[15,"core.v1.FlockerVolumeSource"],"downwardAPI":[16,"core.v1.DownwardAPIVolumeSource"],"fc":[17,"core.v1.FCVolumeSource"],"azureFile":[18,"core.v1.AzureFileVolumeSource"],"configMap":[19,"core.v1.ConfigMapVolumeSource"],"vsphereVolume":[20,"core.v1.VsphereVirtualDiskVolumeSource"],"quobyte":[21,"core.v1.QuobyteVolumeSource"],"azureDisk":[22,"core.v1.AzureDiskVolumeSource"],"photonPersistentDisk":[23,"core.v1.PhotonPersistentDiskVolumeSource"],"projected":[26,"core.v1.ProjectedVolumeSource"],"portworxVolume":[24,"core.v1.PortworxVolumeSource"],"scaleIO":[25,"core.v1.ScaleIOVolumeSource"],"storageos":[27,"core.v1.StorageOSVolumeSource"],"csi":[28,"core.v1.CSIVolumeSource"],"ephemeral":[29,"core.v1.EphemeralVolumeSource"],"image":[30,"core.v1.ImageVolumeSource"]}
core.v1.VolumeStatus {"image":[1,"core.v1.ImageVolumeStatus"]}
core.v1.VsphereVirtualDiskVolumeSource {"volumePath":[1,"string"],"fsType":[2,"string"],"storagePolicyName":[3,"string"],"storagePolicyID":[4,"string"]}
core.v1.WeightedPodAffinityTerm {"weight":[1,"int32"],"podAffinityTerm":[2,"core.v1.PodAffinityTerm"]}
core.v1.WindowsSecurityContextOptions {"gmsaCredentialSpecName":[1,"string"],"gmsaCredentialSpec":[2,"string"],"runAsUserName":[3,"string"],"hostProcess":[4,"bool"]}
discovery.v1.Endpoint {"addresses":[1,"repeated string"],"conditions":[2,"discovery.v1.EndpointConditions"],"hostname":[3,"string"],"targetRef":[4,"core.v1.ObjectReference"],"deprecatedTopology":[5,"map<string,string>"],"nodeName":[6,"string"],"zone":[7,"string"],"hints":[8,"discovery.v1.EndpointHints"]}
discovery.v1.EndpointConditions {"ready":[1,"bool"],"serving":[2,"bool"],"terminating":[3,"bool"]}
discovery.v1.EndpointHints {"forZones":[1,"repeated discovery.v1.ForZone"],"forNodes":[2,"repeated discovery.v1.ForNode"]}
discovery.v1.EndpointPort {"name":[1,"string"],"protocol":[2,"string"],"port":[3,"int32"],"appProtocol":[4,"string"]}
discovery.v1.EndpointSlice {"metadata":[1,"meta.v1.ObjectMeta"],"addressType":[4,"string"],"endpoints":[2,"repeated discovery.v1.Endpoint"],"ports":[3,"repeated discovery.v1.EndpointPort"]}
discovery.v1.EndpointSliceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated discovery.v1.EndpointSlice"]}
discovery.v1.ForNode {"name":[1,"string"]}
discovery.v1.ForZone {"name":[1,"string"]}
events.v1.Event {"metadata":[1,"meta.v1.ObjectMeta"],"eventTime":[2,"meta.v1.MicroTime"],"series":[3,"events.v1.EventSeries"],"reportingController":[4,"string"],"reportingInstance":[5,"string"],"action":[6,"string"],"reason":[7,"string"],"regarding":[8,"core.v1.ObjectReference"],"related":[9,"core.v1.ObjectReference"],"note":[10,"string"],"type":[11,"string"],"deprecatedSource":[12,"core.v1.EventSource"],"deprecatedFirstTimestamp":[13,"meta.v1.Time"],"deprecatedLastTimestamp":[14,"meta.v1.Time"],"deprecatedCount":[15,"int32"]}
events.v1.EventList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated events.v1.Event"]}
events.v1.EventSeries {"count":[1,"int32"],"lastObservedTime":[2,"meta.v1.MicroTime"]}
flowcontrol.v1.ExemptPriorityLevelConfiguration {"nominalConcurrencyShares":[1,"int32"],"lendablePercent":[2,"int32"]}
flowcontrol.v1.FlowDistinguisherMethod {"type":[1,"string"]}
flowcontrol.v1.FlowSchema {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"flowcontrol.v1.FlowSchemaSpec"],"status":[3,"flowcontrol.v1.FlowSchemaStatus"]}
flowcontrol.v1.FlowSchemaCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
flowcontrol.v1.FlowSchemaList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated flowcontrol.v1.FlowSchema"]}
flowcontrol.v1.FlowSchemaSpec {"priorityLevelConfiguration":[1,"flowcontrol.v1.PriorityLevelConfigurationReference"],"matchingPrecedence":[2,"int32"],"distinguisherMethod":[3,"flowcontrol.v1.FlowDistinguisherMethod"],"rules":[4,"repeated flowcontrol.v1.PolicyRulesWithSubjects"]}
flowcontrol.v1.FlowSchemaStatus {"conditions":[1,"repeated flowcontrol.v1.FlowSchemaCondition"]}
flowcontrol.v1.GroupSubject {"name":[1,"string"]}
flowcontrol.v1.LimitResponse {"type":[1,"string"],"queuing":[2,"flowcontrol.v1.QueuingConfiguration"]}
flowcontrol.v1.LimitedPriorityLevelConfiguration {"nominalConcurrencyShares":[1,"int32"],"limitResponse":[2,"flowcontrol.v1.LimitResponse"],"lendablePercent":[3,"int32"],"borrowingLimitPercent":[4,"int32"]}
flowcontrol.v1.NonResourcePolicyRule {"verbs":[1,"repeated string"],"nonResourceURLs":[6,"repeated string"]}
flowcontrol.v1.PolicyRulesWithSubjects {"subjects":[1,"repeated flowcontrol.v1.Subject"],"resourceRules":[2,"repeated flowcontrol.v1.ResourcePolicyRule"],"nonResourceRules":[3,"repeated flowcontrol.v1.NonResourcePolicyRule"]}
flowcontrol.v1.PriorityLevelConfiguration {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"flowcontrol.v1.PriorityLevelConfigurationSpec"],"status":[3,"flowcontrol.v1.PriorityLevelConfigurationStatus"]}
flowcontrol.v1.PriorityLevelConfigurationCondition {"type":[1,"string"],"status":[2,"string"],"lastTransitionTime":[3,"meta.v1.Time"],"reason":[4,"string"],"message":[5,"string"]}
flowcontrol.v1.PriorityLevelConfigurationList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated flowcontrol.v1.PriorityLevelConfiguration"]}
flowcontrol.v1.PriorityLevelConfigurationReference {"name":[1,"string"]}
flowcontrol.v1.PriorityLevelConfigurationSpec {"type":[1,"string"],"limited":[2,"flowcontrol.v1.LimitedPriorityLevelConfiguration"],"exempt":[3,"flowcontrol.v1.ExemptPriorityLevelConfiguration"]}
flowcontrol.v1.PriorityLevelConfigurationStatus {"conditions":[1,"repeated flowcontrol.v1.PriorityLevelConfigurationCondition"]}
flowcontrol.v1.QueuingConfiguration {"queues":[1,"int32"],"handSize":[2,"int32"],"queueLengthLimit":[3,"int32"]}
flowcontrol.v1.ResourcePolicyRule {"verbs":[1,"repeated string"],"apiGroups":[2,"repeated string"],"resources":[3,"repeated string"],"clusterScope":[4,"bool"],"namespaces":[5,"repeated string"]}
flowcontrol.v1.ServiceAccountSubject {"namespace":[1,"string"],"name":[2,"string"]}
flowcontrol.v1.Subject {"kind":[1,"string"],"user":[2,"flowcontrol.v1.UserSubject"],"group":[3,"flowcontrol.v1.GroupSubject"],"serviceAccount":[4,"flowcontrol.v1.ServiceAccountSubject"]}
flowcontrol.v1.UserSubject {"name":[1,"string"]}
meta.v1.APIGroup {"name":[1,"string"],"versions":[2,"repeated meta.v1.GroupVersionForDiscovery"],"preferredVersion":[3,"meta.v1.GroupVersionForDiscovery"],"serverAddressByClientCIDRs":[4,"repeated meta.v1.ServerAddressByClientCIDR"]}
meta.v1.APIGroupList {"groups":[1,"repeated meta.v1.APIGroup"]}
meta.v1.APIResource {"name":[1,"string"],"singularName":[6,"string"],"namespaced":[2,"bool"],"group":[8,"string"],"version":[9,"string"],"kind":[3,"string"],"verbs":[4,"meta.v1.Verbs"],"shortNames":[5,"repeated string"],"categories":[7,"repeated string"],"storageVersionHash":[10,"string"]}
meta.v1.APIResourceList {"groupVersion":[1,"string"],"resources":[2,"repeated meta.v1.APIResource"]}
meta.v1.APIVersions {"versions":[1,"repeated string"],"serverAddressByClientCIDRs":[2,"repeated meta.v1.ServerAddressByClientCIDR"]}
meta.v1.Condition {"type":[1,"string"],"status":[2,"string"],"observedGeneration":[3,"int64"],"lastTransitionTime":[4,"meta.v1.Time"],"reason":[5,"string"],"message":[6,"string"]}
meta.v1.CreateOptions {"dryRun":[1,"repeated string"],"fieldManager":[3,"string"],"fieldValidation":[4,"string"]}
meta.v1.DeleteOptions {"gracePeriodSeconds":[1,"int64"],"preconditions":[2,"meta.v1.Preconditions"],"orphanDependents":[3,"bool"],"propagationPolicy":[4,"string"],"dryRun":[5,"repeated string"],"ignoreStoreReadErrorWithClusterBreakingPotential":[6,"bool"]}
meta.v1.Duration {"duration":[1,"int64"]}
meta.v1.FieldSelectorRequirement {"key":[1,"string"],"operator":[2,"string"],"values":[3,"repeated string"]}
meta.v1.FieldsV1 {"Raw":[1,"bytes"]}
meta.v1.GetOptions {"resourceVersion":[1,"string"]}
meta.v1.GroupResource {"group":[1,"string"],"resource":[2,"string"]}
meta.v1.GroupVersionForDiscovery {"groupVersion":[1,"string"],"version":[2,"string"]}
meta.v1.GroupVersionKind {"group":[1,"string"],"version":[2,"string"],"kind":[3,"string"]}
meta.v1.GroupVersionResource {"group":[1,"string"],"version":[2,"string"],"resource":[3,"string"]}
meta.v1.LabelSelector {"matchLabels":[1,"map<string,string>"],"matchExpressions":[2,"repeated meta.v1.LabelSelectorRequirement"]}
meta.v1.LabelSelectorRequirement {"key":[1,"string"],"operator":[2,"string"],"values":[3,"repeated string"]}
meta.v1.ListMeta {"selfLink":[1,"string"],"resourceVersion":[2,"string"],"continue":[3,"string"],"remainingItemCount":[4,"int64"],"shardInfo":[5,"meta.v1.ShardInfo"]}
meta.v1.ListOptions {"labelSelector":[1,"string"],"fieldSelector":[2,"string"],"watch":[3,"bool"],"allowWatchBookmarks":[9,"bool"],"resourceVersion":[4,"string"],"resourceVersionMatch":[10,"string"],"timeoutSeconds":[5,"int64"],"limit":[7,"int64"],"continue":[8,"string"],"sendInitialEvents":[11,"bool"],"shardSelector":[15,"string"]}
meta.v1.ManagedFieldsEntry {"manager":[1,"string"],"operation":[2,"string"],"apiVersion":[3,"string"],"time":[4,"meta.v1.Time"],"fieldsType":[6,"string"],"fieldsV1":[7,"meta.v1.FieldsV1"],"subresource":[8,"string"]}
meta.v1.MicroTime {"seconds":[1,"int64"],"nanos":[2,"int32"]}
meta.v1.ObjectMeta {"name":[1,"string"],"generateName":[2,"string"],"namespace":[3,"string"],"selfLink":[4,"string"],"uid":[5,"string"],"resourceVersion":[6,"string"],"generation":[7,"int64"],"creationTimestamp":[8,"meta.v1.Time"],"deletionTimestamp":[9,"meta.v1.Time"],"deletionGracePeriodSeconds":[10,"int64"],"labels":[11,"map<string,string>"],"annotations":[12,"map<string,string>"],"ownerReferences":[13,"repeated meta.v1.OwnerReference"],"finalizers":[14,"repeated string"],"managedFields":[17,"repeated meta.v1.ManagedFieldsEntry"]}
meta.v1.OwnerReference {"apiVersion":[5,"string"],"kind":[1,"string"],"name":[3,"string"],"uid":[4,"string"],"controller":[6,"bool"],"blockOwnerDeletion":[7,"bool"]}
meta.v1.PartialObjectMetadata {"metadata":[1,"meta.v1.ObjectMeta"]}
meta.v1.PartialObjectMetadataList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated meta.v1.PartialObjectMetadata"]}
meta.v1.Patch {}
meta.v1.PatchOptions {"dryRun":[1,"repeated string"],"force":[2,"bool"],"fieldManager":[3,"string"],"fieldValidation":[4,"string"]}
meta.v1.Preconditions {"uid":[1,"string"],"resourceVersion":[2,"string"]}
meta.v1.ServerAddressByClientCIDR {"clientCIDR":[1,"string"],"serverAddress":[2,"string"]}
meta.v1.ShardInfo {"selector":[1,"string"]}
meta.v1.Status {"metadata":[1,"meta.v1.ListMeta"],"status":[2,"string"],"message":[3,"string"],"reason":[4,"string"],"details":[5,"meta.v1.StatusDetails"],"code":[6,"int32"]}
meta.v1.StatusCause {"reason":[1,"string"],"message":[2,"string"],"field":[3,"string"]}
meta.v1.StatusDetails {"name":[1,"string"],"group":[2,"string"],"kind":[3,"string"],"uid":[6,"string"],"causes":[4,"repeated meta.v1.StatusCause"],"retryAfterSeconds":[5,"int32"]}
meta.v1.Time {"seconds":[1,"int64"],"nanos":[2,"int32"]}
meta.v1.UpdateOptions {"dryRun":[1,"repeated string"],"fieldManager":[2,"string"],"fieldValidation":[3,"string"]}
meta.v1.Verbs {"items":[1,"repeated string"]}
meta.v1.WatchEvent {"type":[1,"string"],"object":[2,"runtime.RawExtension"]}
metrics.v1beta1.ContainerMetrics {"name":[1,"string"],"usage":[2,"map<string,resource.Quantity>"]}
metrics.v1beta1.NodeMetrics {"metadata":[1,"meta.v1.ObjectMeta"],"timestamp":[2,"meta.v1.Time"],"window":[3,"meta.v1.Duration"],"usage":[4,"map<string,resource.Quantity>"]}
metrics.v1beta1.NodeMetricsList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated metrics.v1beta1.NodeMetrics"]}
metrics.v1beta1.PodMetrics {"metadata":[1,"meta.v1.ObjectMeta"],"timestamp":[2,"meta.v1.Time"],"window":[3,"meta.v1.Duration"],"containers":[4,"repeated metrics.v1beta1.ContainerMetrics"]}
metrics.v1beta1.PodMetricsList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated metrics.v1beta1.PodMetrics"]}
networking.v1.HTTPIngressPath {"path":[1,"string"],"pathType":[3,"string"],"backend":[2,"networking.v1.IngressBackend"]}
networking.v1.HTTPIngressRuleValue {"paths":[1,"repeated networking.v1.HTTPIngressPath"]}
networking.v1.IPAddress {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1.IPAddressSpec"]}
networking.v1.IPAddressList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1.IPAddress"]}
networking.v1.IPAddressSpec {"parentRef":[1,"networking.v1.ParentReference"]}
networking.v1.IPBlock {"cidr":[1,"string"],"except":[2,"repeated string"]}
networking.v1.Ingress {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1.IngressSpec"],"status":[3,"networking.v1.IngressStatus"]}
networking.v1.IngressBackend {"service":[4,"networking.v1.IngressServiceBackend"],"resource":[3,"core.v1.TypedLocalObjectReference"]}
networking.v1.IngressClass {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1.IngressClassSpec"]}
networking.v1.IngressClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1.IngressClass"]}
networking.v1.IngressClassParametersReference {"aPIGroup":[1,"string"],"kind":[2,"string"],"name":[3,"string"],"scope":[4,"string"],"namespace":[5,"string"]}
networking.v1.IngressClassSpec {"controller":[1,"string"],"parameters":[2,"networking.v1.IngressClassParametersReference"]}
networking.v1.IngressList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1.Ingress"]}
networking.v1.IngressLoadBalancerIngress {"ip":[1,"string"],"hostname":[2,"string"],"ports":[4,"repeated networking.v1.IngressPortStatus"]}
networking.v1.IngressLoadBalancerStatus {"ingress":[1,"repeated networking.v1.IngressLoadBalancerIngress"]}
networking.v1.IngressPortStatus {"port":[1,"int32"],"protocol":[2,"string"],"error":[3,"string"]}
networking.v1.IngressRule {"host":[1,"string"],"ingressRuleValue":[2,"networking.v1.IngressRuleValue"]}
networking.v1.IngressRuleValue {"http":[1,"networking.v1.HTTPIngressRuleValue"]}
networking.v1.IngressServiceBackend {"name":[1,"string"],"port":[2,"networking.v1.ServiceBackendPort"]}
networking.v1.IngressSpec {"ingressClassName":[4,"string"],"defaultBackend":[1,"networking.v1.IngressBackend"],"tls":[2,"repeated networking.v1.IngressTLS"],"rules":[3,"repeated networking.v1.IngressRule"]}
networking.v1.IngressStatus {"loadBalancer":[1,"networking.v1.IngressLoadBalancerStatus"]}
networking.v1.IngressTLS {"hosts":[1,"repeated string"],"secretName":[2,"string"]}
networking.v1.NetworkPolicy {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1.NetworkPolicySpec"]}
networking.v1.NetworkPolicyEgressRule {"ports":[1,"repeated networking.v1.NetworkPolicyPort"],"to":[2,"repeated networking.v1.NetworkPolicyPeer"]}
networking.v1.NetworkPolicyIngressRule {"ports":[1,"repeated networking.v1.NetworkPolicyPort"],"from":[2,"repeated networking.v1.NetworkPolicyPeer"]}
networking.v1.NetworkPolicyList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1.NetworkPolicy"]}
networking.v1.NetworkPolicyPeer {"podSelector":[1,"meta.v1.LabelSelector"],"namespaceSelector":[2,"meta.v1.LabelSelector"],"ipBlock":[3,"networking.v1.IPBlock"]}
networking.v1.NetworkPolicyPort {"protocol":[1,"string"],"port":[2,"intstr.IntOrString"],"endPort":[3,"int32"]}
networking.v1.NetworkPolicySpec {"podSelector":[1,"meta.v1.LabelSelector"],"ingress":[2,"repeated networking.v1.NetworkPolicyIngressRule"],"egress":[3,"repeated networking.v1.NetworkPolicyEgressRule"],"policyTypes":[4,"repeated string"]}
networking.v1.ParentReference {"group":[1,"string"],"resource":[2,"string"],"namespace":[3,"string"],"name":[4,"string"]}
networking.v1.ServiceBackendPort {"name":[1,"string"],"number":[2,"int32"]}
networking.v1.ServiceCIDR {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1.ServiceCIDRSpec"],"status":[3,"networking.v1.ServiceCIDRStatus"]}
networking.v1.ServiceCIDRList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1.ServiceCIDR"]}
networking.v1.ServiceCIDRSpec {"cidrs":[1,"repeated string"]}
networking.v1.ServiceCIDRStatus {"conditions":[1,"repeated meta.v1.Condition"]}
networking.v1beta1.IPAddress {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1beta1.IPAddressSpec"]}
networking.v1beta1.IPAddressList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1beta1.IPAddress"]}
networking.v1beta1.IPAddressSpec {"parentRef":[1,"networking.v1beta1.ParentReference"]}
networking.v1beta1.ParentReference {"group":[1,"string"],"resource":[2,"string"],"namespace":[3,"string"],"name":[4,"string"]}
networking.v1beta1.ServiceCIDR {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"networking.v1beta1.ServiceCIDRSpec"],"status":[3,"networking.v1beta1.ServiceCIDRStatus"]}
networking.v1beta1.ServiceCIDRList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated networking.v1beta1.ServiceCIDR"]}
networking.v1beta1.ServiceCIDRSpec {"cidrs":[1,"repeated string"]}
networking.v1beta1.ServiceCIDRStatus {"conditions":[1,"repeated meta.v1.Condition"]}
node.v1.Overhead {"podFixed":[1,"map<string,resource.Quantity>"]}
node.v1.RuntimeClass {"metadata":[1,"meta.v1.ObjectMeta"],"handler":[2,"string"],"overhead":[3,"node.v1.Overhead"],"scheduling":[4,"node.v1.Scheduling"]}
node.v1.RuntimeClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated node.v1.RuntimeClass"]}
node.v1.Scheduling {"nodeSelector":[1,"map<string,string>"],"tolerations":[2,"repeated core.v1.Toleration"]}
policy.v1.Eviction {"metadata":[1,"meta.v1.ObjectMeta"],"deleteOptions":[2,"meta.v1.DeleteOptions"]}
policy.v1.PodDisruptionBudget {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"policy.v1.PodDisruptionBudgetSpec"],"status":[3,"policy.v1.PodDisruptionBudgetStatus"]}
policy.v1.PodDisruptionBudgetList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated policy.v1.PodDisruptionBudget"]}
policy.v1.PodDisruptionBudgetSpec {"minAvailable":[1,"intstr.IntOrString"],"selector":[2,"meta.v1.LabelSelector"],"maxUnavailable":[3,"intstr.IntOrString"],"unhealthyPodEvictionPolicy":[4,"string"]}
policy.v1.PodDisruptionBudgetStatus {"observedGeneration":[1,"int64"],"disruptedPods":[2,"map<string,meta.v1.Time>"],"disruptionsAllowed":[3,"int32"],"currentHealthy":[4,"int32"],"desiredHealthy":[5,"int32"],"expectedPods":[6,"int32"],"conditions":[7,"repeated meta.v1.Condition"]}
rbac.v1.AggregationRule {"clusterRoleSelectors":[1,"repeated meta.v1.LabelSelector"]}
rbac.v1.ClusterRole {"metadata":[1,"meta.v1.ObjectMeta"],"rules":[2,"repeated rbac.v1.PolicyRule"],"aggregationRule":[3,"rbac.v1.AggregationRule"]}
rbac.v1.ClusterRoleBinding {"metadata":[1,"meta.v1.ObjectMeta"],"subjects":[2,"repeated rbac.v1.Subject"],"roleRef":[3,"rbac.v1.RoleRef"]}
rbac.v1.ClusterRoleBindingList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated rbac.v1.ClusterRoleBinding"]}
rbac.v1.ClusterRoleList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated rbac.v1.ClusterRole"]}
rbac.v1.PolicyRule {"verbs":[1,"repeated string"],"apiGroups":[2,"repeated string"],"resources":[3,"repeated string"],"resourceNames":[4,"repeated string"],"nonResourceURLs":[5,"repeated string"]}
rbac.v1.Role {"metadata":[1,"meta.v1.ObjectMeta"],"rules":[2,"repeated rbac.v1.PolicyRule"]}
rbac.v1.RoleBinding {"metadata":[1,"meta.v1.ObjectMeta"],"subjects":[2,"repeated rbac.v1.Subject"],"roleRef":[3,"rbac.v1.RoleRef"]}
rbac.v1.RoleBindingList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated rbac.v1.RoleBinding"]}
rbac.v1.RoleList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated rbac.v1.Role"]}
rbac.v1.RoleRef {"apiGroup":[1,"string"],"kind":[2,"string"],"name":[3,"string"]}
rbac.v1.Subject {"kind":[1,"string"],"apiGroup":[2,"string"],"name":[3,"string"],"namespace":[4,"string"]}
resource.v1.AllocatedDeviceStatus {"driver":[1,"string"],"pool":[2,"string"],"device":[3,"string"],"shareID":[7,"string"],"conditions":[4,"repeated meta.v1.Condition"],"data":[5,"runtime.RawExtension"],"networkData":[6,"resource.v1.NetworkDeviceData"]}
resource.v1.AllocationResult {"devices":[1,"resource.v1.DeviceAllocationResult"],"nodeSelector":[3,"core.v1.NodeSelector"],"allocationTimestamp":[5,"meta.v1.Time"]}
resource.v1.CELDeviceSelector {"expression":[1,"string"]}
resource.v1.CapacityRequestPolicy {"default":[1,"resource.Quantity"],"validValues":[3,"repeated resource.Quantity"],"validRange":[4,"resource.v1.CapacityRequestPolicyRange"]}
resource.v1.CapacityRequestPolicyRange {"min":[1,"resource.Quantity"],"max":[2,"resource.Quantity"],"step":[3,"resource.Quantity"]}
resource.v1.CapacityRequirements {"requests":[1,"map<string,resource.Quantity>"]}
resource.v1.Counter {"value":[1,"resource.Quantity"]}
resource.v1.CounterSet {"name":[1,"string"],"counters":[2,"map<string,resource.v1.Counter>"]}
resource.v1.Device {"name":[1,"string"],"attributes":[2,"map<string,resource.v1.DeviceAttribute>"],"capacity":[3,"map<string,resource.v1.DeviceCapacity>"],"consumesCounters":[4,"repeated resource.v1.DeviceCounterConsumption"],"nodeName":[5,"string"],"nodeSelector":[6,"core.v1.NodeSelector"],"allNodes":[7,"bool"],"taints":[8,"repeated resource.v1.DeviceTaint"],"bindsToNode":[9,"bool"],"bindingConditions":[10,"repeated string"],"bindingFailureConditions":[11,"repeated string"],"allowMultipleAllocations":[12,"bool"],"nodeAllocatableResources":[14,"map<string,resource.v1.NodeAllocatableResource>"],"nodeAllocatableResourceMappings":[13,"map<string,resource.v1.NodeAllocatableResourceMapping>"]}
resource.v1.DeviceAllocationConfiguration {"source":[1,"string"],"requests":[2,"repeated string"],"deviceConfiguration":[3,"resource.v1.DeviceConfiguration"]}
resource.v1.DeviceAllocationResult {"results":[1,"repeated resource.v1.DeviceRequestAllocationResult"],"config":[2,"repeated resource.v1.DeviceAllocationConfiguration"]}
resource.v1.DeviceAttribute {"int":[2,"int64"],"bool":[3,"bool"],"string":[4,"string"],"version":[5,"string"],"ints":[6,"repeated int64"],"bools":[7,"repeated bool"],"strings":[8,"repeated string"],"versions":[9,"repeated string"]}
resource.v1.DeviceCapacity {"value":[1,"resource.Quantity"],"requestPolicy":[2,"resource.v1.CapacityRequestPolicy"]}
resource.v1.DeviceClaim {"requests":[1,"repeated resource.v1.DeviceRequest"],"constraints":[2,"repeated resource.v1.DeviceConstraint"],"config":[3,"repeated resource.v1.DeviceClaimConfiguration"]}
resource.v1.DeviceClaimConfiguration {"requests":[1,"repeated string"],"deviceConfiguration":[2,"resource.v1.DeviceConfiguration"]}
resource.v1.DeviceClass {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1.DeviceClassSpec"]}
resource.v1.DeviceClassConfiguration {"deviceConfiguration":[1,"resource.v1.DeviceConfiguration"]}
resource.v1.DeviceClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1.DeviceClass"]}
resource.v1.DeviceClassSpec {"selectors":[1,"repeated resource.v1.DeviceSelector"],"config":[2,"repeated resource.v1.DeviceClassConfiguration"],"extendedResourceName":[4,"string"]}
resource.v1.DeviceConfiguration {"opaque":[1,"resource.v1.OpaqueDeviceConfiguration"]}
resource.v1.DeviceConstraint {"requests":[1,"repeated string"],"matchAttribute":[2,"string"],"distinctAttribute":[3,"string"]}
resource.v1.DeviceCounterConsumption {"counterSet":[1,"string"],"counters":[2,"map<string,resource.v1.Counter>"]}
resource.v1.DeviceRequest {"name":[1,"string"],"exactly":[2,"resource.v1.ExactDeviceRequest"],"firstAvailable":[3,"repeated resource.v1.DeviceSubRequest"]}
resource.v1.DeviceRequestAllocationResult {"request":[1,"string"],"driver":[2,"string"],"pool":[3,"string"],"device":[4,"string"],"adminAccess":[5,"bool"],"tolerations":[6,"repeated resource.v1.DeviceToleration"],"bindingConditions":[7,"repeated string"],"bindingFailureConditions":[8,"repeated string"],"shareID":[9,"string"],"consumedCapacity":[10,"map<string,resource.Quantity>"],"skipNodeOperations":[11,"repeated string"]}
resource.v1.DeviceSelector {"cel":[1,"resource.v1.CELDeviceSelector"]}
resource.v1.DeviceSubRequest {"name":[1,"string"],"deviceClassName":[2,"string"],"selectors":[3,"repeated resource.v1.DeviceSelector"],"allocationMode":[4,"string"],"count":[5,"int64"],"tolerations":[6,"repeated resource.v1.DeviceToleration"],"capacity":[7,"resource.v1.CapacityRequirements"]}
resource.v1.DeviceTaint {"key":[1,"string"],"value":[2,"string"],"effect":[3,"string"],"timeAdded":[4,"meta.v1.Time"]}
resource.v1.DeviceToleration {"key":[1,"string"],"operator":[2,"string"],"value":[3,"string"],"effect":[4,"string"],"tolerationSeconds":[5,"int64"]}
resource.v1.ExactDeviceRequest {"deviceClassName":[1,"string"],"selectors":[2,"repeated resource.v1.DeviceSelector"],"allocationMode":[3,"string"],"count":[4,"int64"],"adminAccess":[5,"bool"],"tolerations":[6,"repeated resource.v1.DeviceToleration"],"capacity":[7,"resource.v1.CapacityRequirements"]}
resource.v1.NetworkDeviceData {"interfaceName":[1,"string"],"ips":[2,"repeated string"],"hardwareAddress":[3,"string"]}
resource.v1.NodeAllocatableMapping {"capacityKey":[1,"string"],"capacityMultiplier":[2,"resource.Quantity"],"deviceMultiplier":[3,"resource.Quantity"]}
resource.v1.NodeAllocatableOverhead {"perPod":[1,"resource.Quantity"],"perContainer":[2,"resource.Quantity"]}
resource.v1.NodeAllocatableResource {"mapping":[3,"resource.v1.NodeAllocatableMapping"],"overhead":[4,"resource.v1.NodeAllocatableOverhead"]}
resource.v1.NodeAllocatableResourceMapping {"capacityKey":[1,"string"],"allocationMultiplier":[2,"resource.Quantity"]}
resource.v1.OpaqueDeviceConfiguration {"driver":[1,"string"],"parameters":[2,"runtime.RawExtension"]}
resource.v1.ResourceClaim {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1.ResourceClaimSpec"],"status":[3,"resource.v1.ResourceClaimStatus"]}
resource.v1.ResourceClaimConsumerReference {"apiGroup":[1,"string"],"resource":[3,"string"],"name":[4,"string"],"uid":[5,"string"]}
resource.v1.ResourceClaimList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1.ResourceClaim"]}
resource.v1.ResourceClaimSpec {"devices":[1,"resource.v1.DeviceClaim"]}
resource.v1.ResourceClaimStatus {"allocation":[1,"resource.v1.AllocationResult"],"reservedFor":[2,"repeated resource.v1.ResourceClaimConsumerReference"],"devices":[4,"repeated resource.v1.AllocatedDeviceStatus"]}
resource.v1.ResourceClaimTemplate {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1.ResourceClaimTemplateSpec"]}
resource.v1.ResourceClaimTemplateList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1.ResourceClaimTemplate"]}
resource.v1.ResourceClaimTemplateSpec {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1.ResourceClaimSpec"]}
resource.v1.ResourcePool {"name":[1,"string"],"generation":[2,"int64"],"resourceSliceCount":[3,"int64"]}
resource.v1.ResourceSlice {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1.ResourceSliceSpec"]}
resource.v1.ResourceSliceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1.ResourceSlice"]}
resource.v1.ResourceSliceSpec {"driver":[1,"string"],"pool":[2,"resource.v1.ResourcePool"],"nodeName":[3,"string"],"nodeSelector":[4,"core.v1.NodeSelector"],"allNodes":[5,"bool"],"devices":[6,"repeated resource.v1.Device"],"perDeviceNodeSelection":[7,"bool"],"sharedCounters":[8,"repeated resource.v1.CounterSet"],"partitionTypeAttribute":[9,"string"],"skipNodeOperations":[10,"repeated string"]}
resource.v1alpha3.DeviceTaint {"key":[1,"string"],"value":[2,"string"],"effect":[3,"string"],"timeAdded":[4,"meta.v1.Time"]}
resource.v1alpha3.DeviceTaintRule {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1alpha3.DeviceTaintRuleSpec"],"status":[3,"resource.v1alpha3.DeviceTaintRuleStatus"]}
resource.v1alpha3.DeviceTaintRuleList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1alpha3.DeviceTaintRule"]}
resource.v1alpha3.DeviceTaintRuleSpec {"deviceSelector":[1,"resource.v1alpha3.DeviceTaintSelector"],"taint":[2,"resource.v1alpha3.DeviceTaint"]}
resource.v1alpha3.DeviceTaintRuleStatus {"conditions":[1,"repeated meta.v1.Condition"]}
resource.v1alpha3.DeviceTaintSelector {"driver":[2,"string"],"pool":[3,"string"],"device":[4,"string"]}
resource.v1alpha3.PartitionTypeStatus {"attribute":[4,"string"],"type":[1,"string"],"total":[2,"int32"],"allocatable":[3,"int32"]}
resource.v1alpha3.PoolStatus {"driver":[1,"string"],"poolName":[2,"string"],"generation":[9,"int64"],"resourceSliceCount":[8,"int32"],"totalDevices":[4,"int32"],"allocatedDevices":[5,"int32"],"availableDevices":[6,"int32"],"unavailableDevices":[7,"int32"],"nodeName":[3,"string"],"validationError":[10,"string"],"partitionSummary":[11,"repeated resource.v1alpha3.PartitionTypeStatus"],"shareableSummary":[13,"resource.v1alpha3.ShareableSummaryStatus"]}
resource.v1alpha3.ResourcePoolStatusRequest {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1alpha3.ResourcePoolStatusRequestSpec"],"status":[3,"resource.v1alpha3.ResourcePoolStatusRequestStatus"]}
resource.v1alpha3.ResourcePoolStatusRequestList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1alpha3.ResourcePoolStatusRequest"]}
resource.v1alpha3.ResourcePoolStatusRequestSpec {"driver":[1,"string"],"poolName":[2,"string"],"limit":[3,"int32"],"defaultPartitionTypeAttribute":[4,"string"]}
resource.v1alpha3.ResourcePoolStatusRequestStatus {"poolCount":[6,"int32"],"pools":[2,"repeated resource.v1alpha3.PoolStatus"],"conditions":[3,"repeated meta.v1.Condition"]}
resource.v1alpha3.ShareableCapacityStatus {"name":[1,"string"],"total":[2,"resource.Quantity"],"consumed":[3,"resource.Quantity"],"available":[4,"resource.Quantity"]}
resource.v1alpha3.ShareableSummaryStatus {"fullyAvailableDevices":[1,"int32"],"partiallyAvailableDevices":[2,"int32"],"capacity":[3,"repeated resource.v1alpha3.ShareableCapacityStatus"]}
resource.v1beta1.AllocatedDeviceStatus {"driver":[1,"string"],"pool":[2,"string"],"device":[3,"string"],"shareID":[7,"string"],"conditions":[4,"repeated meta.v1.Condition"],"data":[5,"runtime.RawExtension"],"networkData":[6,"resource.v1beta1.NetworkDeviceData"]}
resource.v1beta1.AllocationResult {"devices":[1,"resource.v1beta1.DeviceAllocationResult"],"nodeSelector":[3,"core.v1.NodeSelector"],"allocationTimestamp":[5,"meta.v1.Time"]}
resource.v1beta1.BasicDevice {"attributes":[1,"map<string,resource.v1beta1.DeviceAttribute>"],"capacity":[2,"map<string,resource.v1beta1.DeviceCapacity>"],"consumesCounters":[3,"repeated resource.v1beta1.DeviceCounterConsumption"],"nodeName":[4,"string"],"nodeSelector":[5,"core.v1.NodeSelector"],"allNodes":[6,"bool"],"taints":[7,"repeated resource.v1beta1.DeviceTaint"],"bindsToNode":[8,"bool"],"bindingConditions":[9,"repeated string"],"bindingFailureConditions":[10,"repeated string"],"allowMultipleAllocations":[11,"bool"],"nodeAllocatableResources":[14,"map<string,resource.v1beta1.NodeAllocatableResource>"],"nodeAllocatableResourceMappings":[12,"map<string,resource.v1beta1.NodeAllocatableResourceMapping>"]}
resource.v1beta1.CELDeviceSelector {"expression":[1,"string"]}
resource.v1beta1.CapacityRequestPolicy {"default":[1,"resource.Quantity"],"validValues":[3,"repeated resource.Quantity"],"validRange":[4,"resource.v1beta1.CapacityRequestPolicyRange"]}
resource.v1beta1.CapacityRequestPolicyRange {"min":[1,"resource.Quantity"],"max":[2,"resource.Quantity"],"step":[3,"resource.Quantity"]}
resource.v1beta1.CapacityRequirements {"requests":[1,"map<string,resource.Quantity>"]}
resource.v1beta1.Counter {"value":[1,"resource.Quantity"]}
resource.v1beta1.CounterSet {"name":[1,"string"],"counters":[2,"map<string,resource.v1beta1.Counter>"]}
resource.v1beta1.Device {"name":[1,"string"],"basic":[2,"resource.v1beta1.BasicDevice"]}
resource.v1beta1.DeviceAllocationConfiguration {"source":[1,"string"],"requests":[2,"repeated string"],"deviceConfiguration":[3,"resource.v1beta1.DeviceConfiguration"]}
resource.v1beta1.DeviceAllocationResult {"results":[1,"repeated resource.v1beta1.DeviceRequestAllocationResult"],"config":[2,"repeated resource.v1beta1.DeviceAllocationConfiguration"]}
resource.v1beta1.DeviceAttribute {"int":[2,"int64"],"bool":[3,"bool"],"string":[4,"string"],"version":[5,"string"],"ints":[6,"repeated int64"],"bools":[7,"repeated bool"],"strings":[8,"repeated string"],"versions":[9,"repeated string"]}
resource.v1beta1.DeviceCapacity {"value":[1,"resource.Quantity"],"requestPolicy":[2,"resource.v1beta1.CapacityRequestPolicy"]}
resource.v1beta1.DeviceClaim {"requests":[1,"repeated resource.v1beta1.DeviceRequest"],"constraints":[2,"repeated resource.v1beta1.DeviceConstraint"],"config":[3,"repeated resource.v1beta1.DeviceClaimConfiguration"]}
resource.v1beta1.DeviceClaimConfiguration {"requests":[1,"repeated string"],"deviceConfiguration":[2,"resource.v1beta1.DeviceConfiguration"]}
resource.v1beta1.DeviceClass {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta1.DeviceClassSpec"]}
resource.v1beta1.DeviceClassConfiguration {"deviceConfiguration":[1,"resource.v1beta1.DeviceConfiguration"]}
resource.v1beta1.DeviceClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta1.DeviceClass"]}
resource.v1beta1.DeviceClassSpec {"selectors":[1,"repeated resource.v1beta1.DeviceSelector"],"config":[2,"repeated resource.v1beta1.DeviceClassConfiguration"],"extendedResourceName":[4,"string"]}
resource.v1beta1.DeviceConfiguration {"opaque":[1,"resource.v1beta1.OpaqueDeviceConfiguration"]}
resource.v1beta1.DeviceConstraint {"requests":[1,"repeated string"],"matchAttribute":[2,"string"],"distinctAttribute":[3,"string"]}
resource.v1beta1.DeviceCounterConsumption {"counterSet":[1,"string"],"counters":[2,"map<string,resource.v1beta1.Counter>"]}
resource.v1beta1.DeviceRequest {"name":[1,"string"],"deviceClassName":[2,"string"],"selectors":[3,"repeated resource.v1beta1.DeviceSelector"],"allocationMode":[4,"string"],"count":[5,"int64"],"adminAccess":[6,"bool"],"firstAvailable":[7,"repeated resource.v1beta1.DeviceSubRequest"],"tolerations":[8,"repeated resource.v1beta1.DeviceToleration"],"capacity":[9,"resource.v1beta1.CapacityRequirements"]}
resource.v1beta1.DeviceRequestAllocationResult {"request":[1,"string"],"driver":[2,"string"],"pool":[3,"string"],"device":[4,"string"],"adminAccess":[5,"bool"],"tolerations":[6,"repeated resource.v1beta1.DeviceToleration"],"bindingConditions":[7,"repeated string"],"bindingFailureConditions":[8,"repeated string"],"shareID":[9,"string"],"consumedCapacity":[10,"map<string,resource.Quantity>"],"skipNodeOperations":[11,"repeated string"]}
resource.v1beta1.DeviceSelector {"cel":[1,"resource.v1beta1.CELDeviceSelector"]}
resource.v1beta1.DeviceSubRequest {"name":[1,"string"],"deviceClassName":[2,"string"],"selectors":[3,"repeated resource.v1beta1.DeviceSelector"],"allocationMode":[4,"string"],"count":[5,"int64"],"tolerations":[7,"repeated resource.v1beta1.DeviceToleration"],"capacity":[8,"resource.v1beta1.CapacityRequirements"]}
resource.v1beta1.DeviceTaint {"key":[1,"string"],"value":[2,"string"],"effect":[3,"string"],"timeAdded":[4,"meta.v1.Time"]}
resource.v1beta1.DeviceToleration {"key":[1,"string"],"operator":[2,"string"],"value":[3,"string"],"effect":[4,"string"],"tolerationSeconds":[5,"int64"]}
resource.v1beta1.NetworkDeviceData {"interfaceName":[1,"string"],"ips":[2,"repeated string"],"hardwareAddress":[3,"string"]}
resource.v1beta1.NodeAllocatableMapping {"capacityKey":[1,"string"],"capacityMultiplier":[2,"resource.Quantity"],"deviceMultiplier":[3,"resource.Quantity"]}
resource.v1beta1.NodeAllocatableOverhead {"perPod":[1,"resource.Quantity"],"perContainer":[2,"resource.Quantity"]}
resource.v1beta1.NodeAllocatableResource {"mapping":[3,"resource.v1beta1.NodeAllocatableMapping"],"overhead":[4,"resource.v1beta1.NodeAllocatableOverhead"]}
resource.v1beta1.NodeAllocatableResourceMapping {"capacityKey":[1,"string"],"allocationMultiplier":[2,"resource.Quantity"]}
resource.v1beta1.OpaqueDeviceConfiguration {"driver":[1,"string"],"parameters":[2,"runtime.RawExtension"]}
resource.v1beta1.ResourceClaim {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta1.ResourceClaimSpec"],"status":[3,"resource.v1beta1.ResourceClaimStatus"]}
resource.v1beta1.ResourceClaimConsumerReference {"apiGroup":[1,"string"],"resource":[3,"string"],"name":[4,"string"],"uid":[5,"string"]}
resource.v1beta1.ResourceClaimList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta1.ResourceClaim"]}
resource.v1beta1.ResourceClaimSpec {"devices":[1,"resource.v1beta1.DeviceClaim"]}
resource.v1beta1.ResourceClaimStatus {"allocation":[1,"resource.v1beta1.AllocationResult"],"reservedFor":[2,"repeated resource.v1beta1.ResourceClaimConsumerReference"],"devices":[4,"repeated resource.v1beta1.AllocatedDeviceStatus"]}
resource.v1beta1.ResourceClaimTemplate {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta1.ResourceClaimTemplateSpec"]}
resource.v1beta1.ResourceClaimTemplateList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta1.ResourceClaimTemplate"]}
resource.v1beta1.ResourceClaimTemplateSpec {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta1.ResourceClaimSpec"]}
resource.v1beta1.ResourcePool {"name":[1,"string"],"generation":[2,"int64"],"resourceSliceCount":[3,"int64"]}
resource.v1beta1.ResourceSlice {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta1.ResourceSliceSpec"]}
resource.v1beta1.ResourceSliceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta1.ResourceSlice"]}
resource.v1beta1.ResourceSliceSpec {"driver":[1,"string"],"pool":[2,"resource.v1beta1.ResourcePool"],"nodeName":[3,"string"],"nodeSelector":[4,"core.v1.NodeSelector"],"allNodes":[5,"bool"],"devices":[6,"repeated resource.v1beta1.Device"],"perDeviceNodeSelection":[7,"bool"],"sharedCounters":[8,"repeated resource.v1beta1.CounterSet"],"partitionTypeAttribute":[9,"string"],"skipNodeOperations":[10,"repeated string"]}
resource.v1beta2.AllocatedDeviceStatus {"driver":[1,"string"],"pool":[2,"string"],"device":[3,"string"],"shareID":[7,"string"],"conditions":[4,"repeated meta.v1.Condition"],"data":[5,"runtime.RawExtension"],"networkData":[6,"resource.v1beta2.NetworkDeviceData"]}
resource.v1beta2.AllocationResult {"devices":[1,"resource.v1beta2.DeviceAllocationResult"],"nodeSelector":[3,"core.v1.NodeSelector"],"allocationTimestamp":[5,"meta.v1.Time"]}
resource.v1beta2.CELDeviceSelector {"expression":[1,"string"]}
resource.v1beta2.CapacityRequestPolicy {"default":[1,"resource.Quantity"],"validValues":[3,"repeated resource.Quantity"],"validRange":[4,"resource.v1beta2.CapacityRequestPolicyRange"]}
resource.v1beta2.CapacityRequestPolicyRange {"min":[1,"resource.Quantity"],"max":[2,"resource.Quantity"],"step":[3,"resource.Quantity"]}
resource.v1beta2.CapacityRequirements {"requests":[1,"map<string,resource.Quantity>"]}
resource.v1beta2.Counter {"value":[1,"resource.Quantity"]}
resource.v1beta2.CounterSet {"name":[1,"string"],"counters":[2,"map<string,resource.v1beta2.Counter>"]}
resource.v1beta2.Device {"name":[1,"string"],"attributes":[2,"map<string,resource.v1beta2.DeviceAttribute>"],"capacity":[3,"map<string,resource.v1beta2.DeviceCapacity>"],"consumesCounters":[4,"repeated resource.v1beta2.DeviceCounterConsumption"],"nodeName":[5,"string"],"nodeSelector":[6,"core.v1.NodeSelector"],"allNodes":[7,"bool"],"taints":[8,"repeated resource.v1beta2.DeviceTaint"],"bindsToNode":[9,"bool"],"bindingConditions":[10,"repeated string"],"bindingFailureConditions":[11,"repeated string"],"allowMultipleAllocations":[12,"bool"],"nodeAllocatableResources":[14,"map<string,resource.v1beta2.NodeAllocatableResource>"],"nodeAllocatableResourceMappings":[13,"map<string,resource.v1beta2.NodeAllocatableResourceMapping>"]}
resource.v1beta2.DeviceAllocationConfiguration {"source":[1,"string"],"requests":[2,"repeated string"],"deviceConfiguration":[3,"resource.v1beta2.DeviceConfiguration"]}
resource.v1beta2.DeviceAllocationResult {"results":[1,"repeated resource.v1beta2.DeviceRequestAllocationResult"],"config":[2,"repeated resource.v1beta2.DeviceAllocationConfiguration"]}
resource.v1beta2.DeviceAttribute {"int":[2,"int64"],"bool":[3,"bool"],"string":[4,"string"],"version":[5,"string"],"ints":[6,"repeated int64"],"bools":[7,"repeated bool"],"strings":[8,"repeated string"],"versions":[9,"repeated string"]}
resource.v1beta2.DeviceCapacity {"value":[1,"resource.Quantity"],"requestPolicy":[2,"resource.v1beta2.CapacityRequestPolicy"]}
resource.v1beta2.DeviceClaim {"requests":[1,"repeated resource.v1beta2.DeviceRequest"],"constraints":[2,"repeated resource.v1beta2.DeviceConstraint"],"config":[3,"repeated resource.v1beta2.DeviceClaimConfiguration"]}
resource.v1beta2.DeviceClaimConfiguration {"requests":[1,"repeated string"],"deviceConfiguration":[2,"resource.v1beta2.DeviceConfiguration"]}
resource.v1beta2.DeviceClass {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta2.DeviceClassSpec"]}
resource.v1beta2.DeviceClassConfiguration {"deviceConfiguration":[1,"resource.v1beta2.DeviceConfiguration"]}
resource.v1beta2.DeviceClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta2.DeviceClass"]}
resource.v1beta2.DeviceClassSpec {"selectors":[1,"repeated resource.v1beta2.DeviceSelector"],"config":[2,"repeated resource.v1beta2.DeviceClassConfiguration"],"extendedResourceName":[4,"string"]}
resource.v1beta2.DeviceConfiguration {"opaque":[1,"resource.v1beta2.OpaqueDeviceConfiguration"]}
resource.v1beta2.DeviceConstraint {"requests":[1,"repeated string"],"matchAttribute":[2,"string"],"distinctAttribute":[3,"string"]}
resource.v1beta2.DeviceCounterConsumption {"counterSet":[1,"string"],"counters":[2,"map<string,resource.v1beta2.Counter>"]}
resource.v1beta2.DeviceRequest {"name":[1,"string"],"exactly":[2,"resource.v1beta2.ExactDeviceRequest"],"firstAvailable":[3,"repeated resource.v1beta2.DeviceSubRequest"]}
resource.v1beta2.DeviceRequestAllocationResult {"request":[1,"string"],"driver":[2,"string"],"pool":[3,"string"],"device":[4,"string"],"adminAccess":[5,"bool"],"tolerations":[6,"repeated resource.v1beta2.DeviceToleration"],"bindingConditions":[7,"repeated string"],"bindingFailureConditions":[8,"repeated string"],"shareID":[9,"string"],"consumedCapacity":[10,"map<string,resource.Quantity>"],"skipNodeOperations":[11,"repeated string"]}
resource.v1beta2.DeviceSelector {"cel":[1,"resource.v1beta2.CELDeviceSelector"]}
resource.v1beta2.DeviceSubRequest {"name":[1,"string"],"deviceClassName":[2,"string"],"selectors":[3,"repeated resource.v1beta2.DeviceSelector"],"allocationMode":[4,"string"],"count":[5,"int64"],"tolerations":[6,"repeated resource.v1beta2.DeviceToleration"],"capacity":[7,"resource.v1beta2.CapacityRequirements"]}
resource.v1beta2.DeviceTaint {"key":[1,"string"],"value":[2,"string"],"effect":[3,"string"],"timeAdded":[4,"meta.v1.Time"]}
resource.v1beta2.DeviceTaintRule {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta2.DeviceTaintRuleSpec"],"status":[3,"resource.v1beta2.DeviceTaintRuleStatus"]}
resource.v1beta2.DeviceTaintRuleList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta2.DeviceTaintRule"]}
resource.v1beta2.DeviceTaintRuleSpec {"deviceSelector":[1,"resource.v1beta2.DeviceTaintSelector"],"taint":[2,"resource.v1beta2.DeviceTaint"]}
resource.v1beta2.DeviceTaintRuleStatus {"conditions":[1,"repeated meta.v1.Condition"]}
resource.v1beta2.DeviceTaintSelector {"driver":[2,"string"],"pool":[3,"string"],"device":[4,"string"]}
resource.v1beta2.DeviceToleration {"key":[1,"string"],"operator":[2,"string"],"value":[3,"string"],"effect":[4,"string"],"tolerationSeconds":[5,"int64"]}
resource.v1beta2.ExactDeviceRequest {"deviceClassName":[1,"string"],"selectors":[2,"repeated resource.v1beta2.DeviceSelector"],"allocationMode":[3,"string"],"count":[4,"int64"],"adminAccess":[5,"bool"],"tolerations":[6,"repeated resource.v1beta2.DeviceToleration"],"capacity":[7,"resource.v1beta2.CapacityRequirements"]}
resource.v1beta2.NetworkDeviceData {"interfaceName":[1,"string"],"ips":[2,"repeated string"],"hardwareAddress":[3,"string"]}
resource.v1beta2.NodeAllocatableMapping {"capacityKey":[1,"string"],"capacityMultiplier":[2,"resource.Quantity"],"deviceMultiplier":[3,"resource.Quantity"]}
resource.v1beta2.NodeAllocatableOverhead {"perPod":[1,"resource.Quantity"],"perContainer":[2,"resource.Quantity"]}
resource.v1beta2.NodeAllocatableResource {"mapping":[3,"resource.v1beta2.NodeAllocatableMapping"],"overhead":[4,"resource.v1beta2.NodeAllocatableOverhead"]}
resource.v1beta2.NodeAllocatableResourceMapping {"capacityKey":[1,"string"],"allocationMultiplier":[2,"resource.Quantity"]}
resource.v1beta2.OpaqueDeviceConfiguration {"driver":[1,"string"],"parameters":[2,"runtime.RawExtension"]}
resource.v1beta2.ResourceClaim {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta2.ResourceClaimSpec"],"status":[3,"resource.v1beta2.ResourceClaimStatus"]}
resource.v1beta2.ResourceClaimConsumerReference {"apiGroup":[1,"string"],"resource":[3,"string"],"name":[4,"string"],"uid":[5,"string"]}
resource.v1beta2.ResourceClaimList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta2.ResourceClaim"]}
resource.v1beta2.ResourceClaimSpec {"devices":[1,"resource.v1beta2.DeviceClaim"]}
resource.v1beta2.ResourceClaimStatus {"allocation":[1,"resource.v1beta2.AllocationResult"],"reservedFor":[2,"repeated resource.v1beta2.ResourceClaimConsumerReference"],"devices":[4,"repeated resource.v1beta2.AllocatedDeviceStatus"]}
resource.v1beta2.ResourceClaimTemplate {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta2.ResourceClaimTemplateSpec"]}
resource.v1beta2.ResourceClaimTemplateList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta2.ResourceClaimTemplate"]}
resource.v1beta2.ResourceClaimTemplateSpec {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta2.ResourceClaimSpec"]}
resource.v1beta2.ResourcePool {"name":[1,"string"],"generation":[2,"int64"],"resourceSliceCount":[3,"int64"]}
resource.v1beta2.ResourceSlice {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"resource.v1beta2.ResourceSliceSpec"]}
resource.v1beta2.ResourceSliceList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated resource.v1beta2.ResourceSlice"]}
resource.v1beta2.ResourceSliceSpec {"driver":[1,"string"],"pool":[2,"resource.v1beta2.ResourcePool"],"nodeName":[3,"string"],"nodeSelector":[4,"core.v1.NodeSelector"],"allNodes":[5,"bool"],"devices":[6,"repeated resource.v1beta2.Device"],"perDeviceNodeSelection":[7,"bool"],"sharedCounters":[8,"repeated resource.v1beta2.CounterSet"],"partitionTypeAttribute":[9,"string"],"skipNodeOperations":[10,"repeated string"]}
scheduling.v1.PriorityClass {"metadata":[1,"meta.v1.ObjectMeta"],"value":[2,"int32"],"globalDefault":[3,"bool"],"description":[4,"string"],"preemptionPolicy":[5,"string"]}
scheduling.v1.PriorityClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated scheduling.v1.PriorityClass"]}
scheduling.v1alpha2.BasicSchedulingPolicy {}
scheduling.v1alpha2.GangSchedulingPolicy {"minCount":[1,"int32"]}
scheduling.v1alpha2.PodGroup {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"scheduling.v1alpha2.PodGroupSpec"],"status":[3,"scheduling.v1alpha2.PodGroupStatus"]}
scheduling.v1alpha2.PodGroupList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated scheduling.v1alpha2.PodGroup"]}
scheduling.v1alpha2.PodGroupResourceClaim {"name":[1,"string"],"resourceClaimName":[2,"string"],"resourceClaimTemplateName":[3,"string"]}
scheduling.v1alpha2.PodGroupResourceClaimStatus {"name":[1,"string"],"resourceClaimName":[2,"string"]}
scheduling.v1alpha2.PodGroupSchedulingConstraints {"topology":[1,"repeated scheduling.v1alpha2.TopologyConstraint"]}
scheduling.v1alpha2.PodGroupSchedulingPolicy {"basic":[1,"scheduling.v1alpha2.BasicSchedulingPolicy"],"gang":[2,"scheduling.v1alpha2.GangSchedulingPolicy"]}
scheduling.v1alpha2.PodGroupSpec {"podGroupTemplateRef":[1,"scheduling.v1alpha2.PodGroupTemplateReference"],"schedulingPolicy":[2,"scheduling.v1alpha2.PodGroupSchedulingPolicy"],"schedulingConstraints":[3,"scheduling.v1alpha2.PodGroupSchedulingConstraints"],"resourceClaims":[4,"repeated scheduling.v1alpha2.PodGroupResourceClaim"],"disruptionMode":[5,"string"],"priorityClassName":[6,"string"],"priority":[7,"int32"]}
scheduling.v1alpha2.PodGroupStatus {"conditions":[1,"repeated meta.v1.Condition"],"resourceClaimStatuses":[2,"repeated scheduling.v1alpha2.PodGroupResourceClaimStatus"]}
scheduling.v1alpha2.PodGroupTemplate {"name":[1,"string"],"schedulingPolicy":[2,"scheduling.v1alpha2.PodGroupSchedulingPolicy"],"schedulingConstraints":[3,"scheduling.v1alpha2.PodGroupSchedulingConstraints"],"resourceClaims":[4,"repeated scheduling.v1alpha2.PodGroupResourceClaim"],"disruptionMode":[5,"string"],"priorityClassName":[6,"string"],"priority":[7,"int32"]}
scheduling.v1alpha2.PodGroupTemplateReference {"workload":[1,"scheduling.v1alpha2.WorkloadPodGroupTemplateReference"]}
scheduling.v1alpha2.TopologyConstraint {"key":[1,"string"]}
scheduling.v1alpha2.TypedLocalObjectReference {"apiGroup":[1,"string"],"kind":[2,"string"],"name":[3,"string"]}
scheduling.v1alpha2.Workload {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"scheduling.v1alpha2.WorkloadSpec"]}
scheduling.v1alpha2.WorkloadList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated scheduling.v1alpha2.Workload"]}
scheduling.v1alpha2.WorkloadPodGroupTemplateReference {"workloadName":[1,"string"],"podGroupTemplateName":[2,"string"]}
scheduling.v1alpha2.WorkloadSpec {"controllerRef":[1,"scheduling.v1alpha2.TypedLocalObjectReference"],"podGroupTemplates":[2,"repeated scheduling.v1alpha2.PodGroupTemplate"]}
scheduling.v1alpha3.TopologyConstraint {"key":[1,"string"]}
scheduling.v1alpha3.WorkloadPodGroupAllDisruptionMode {}
scheduling.v1alpha3.WorkloadPodGroupBasicSchedulingPolicy {}
scheduling.v1alpha3.WorkloadPodGroupDisruptionMode {"single":[1,"scheduling.v1alpha3.WorkloadPodGroupSingleDisruptionMode"],"all":[2,"scheduling.v1alpha3.WorkloadPodGroupAllDisruptionMode"]}
scheduling.v1alpha3.WorkloadPodGroupGangSchedulingPolicy {"minCount":[1,"int32"]}
scheduling.v1alpha3.WorkloadPodGroupResourceClaim {"name":[1,"string"],"resourceClaimName":[2,"string"],"resourceClaimTemplateName":[3,"string"]}
scheduling.v1alpha3.WorkloadPodGroupSchedulingConstraints {"topology":[1,"repeated scheduling.v1alpha3.TopologyConstraint"]}
scheduling.v1alpha3.WorkloadPodGroupSchedulingPolicy {"basic":[1,"scheduling.v1alpha3.WorkloadPodGroupBasicSchedulingPolicy"],"gang":[2,"scheduling.v1alpha3.WorkloadPodGroupGangSchedulingPolicy"]}
scheduling.v1alpha3.WorkloadPodGroupSingleDisruptionMode {}
storage.v1.CSIDriver {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"storage.v1.CSIDriverSpec"]}
storage.v1.CSIDriverList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1.CSIDriver"]}
storage.v1.CSIDriverSpec {"attachRequired":[1,"bool"],"podInfoOnMount":[2,"bool"],"volumeLifecycleModes":[3,"repeated string"],"storageCapacity":[4,"bool"],"fsGroupPolicy":[5,"string"],"tokenRequests":[6,"repeated storage.v1.TokenRequest"],"requiresRepublish":[7,"bool"],"seLinuxMount":[8,"bool"],"nodeAllocatableUpdatePeriodSeconds":[9,"int64"],"serviceAccountTokenInSecrets":[10,"bool"],"preventPodSchedulingIfMissing":[11,"bool"]}
storage.v1.CSINode {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"storage.v1.CSINodeSpec"],"status":[3,"storage.v1.CSINodeStatus"]}
storage.v1.CSINodeDriver {"name":[1,"string"],"nodeID":[2,"string"],"topologyKeys":[3,"repeated string"],"allocatable":[4,"storage.v1.VolumeNodeResources"]}
storage.v1.CSINodeList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1.CSINode"]}
storage.v1.CSINodeSpec {"drivers":[1,"repeated storage.v1.CSINodeDriver"]}
storage.v1.CSINodeStatus {"storageHealth":[1,"repeated storage.v1.StorageHealth"]}
storage.v1.CSIStorageCapacity {"metadata":[1,"meta.v1.ObjectMeta"],"nodeTopology":[2,"meta.v1.LabelSelector"],"storageClassName":[3,"string"],"capacity":[4,"resource.Quantity"],"maximumVolumeSize":[5,"resource.Quantity"]}
storage.v1.CSIStorageCapacityList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1.CSIStorageCapacity"]}
storage.v1.StorageClass {"metadata":[1,"meta.v1.ObjectMeta"],"provisioner":[2,"string"],"parameters":[3,"map<string,string>"],"reclaimPolicy":[4,"string"],"mountOptions":[5,"repeated string"],"allowVolumeExpansion":[6,"bool"],"volumeBindingMode":[7,"string"],"allowedTopologies":[8,"repeated core.v1.TopologySelectorTerm"]}
storage.v1.StorageClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1.StorageClass"]}
storage.v1.StorageHealth {"name":[1,"string"],"healthConditions":[2,"repeated storage.v1.StorageHealthCondition"]}
storage.v1.StorageHealthCondition {"status":[1,"string"],"reason":[2,"string"],"message":[3,"string"],"accessMode":[4,"string"],"volumeMode":[5,"string"],"lastTransitionTime":[6,"meta.v1.Time"]}
storage.v1.TokenRequest {"audience":[1,"string"],"expirationSeconds":[2,"int64"]}
storage.v1.VolumeAttachment {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"storage.v1.VolumeAttachmentSpec"],"status":[3,"storage.v1.VolumeAttachmentStatus"]}
storage.v1.VolumeAttachmentList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1.VolumeAttachment"]}
storage.v1.VolumeAttachmentSource {"persistentVolumeName":[1,"string"],"inlineVolumeSpec":[2,"core.v1.PersistentVolumeSpec"]}
storage.v1.VolumeAttachmentSpec {"attacher":[1,"string"],"source":[2,"storage.v1.VolumeAttachmentSource"],"nodeName":[3,"string"]}
storage.v1.VolumeAttachmentStatus {"attached":[1,"bool"],"attachmentMetadata":[2,"map<string,string>"],"attachError":[3,"storage.v1.VolumeError"],"detachError":[4,"storage.v1.VolumeError"]}
storage.v1.VolumeAttributesClass {"metadata":[1,"meta.v1.ObjectMeta"],"driverName":[2,"string"],"parameters":[3,"map<string,string>"]}
storage.v1.VolumeAttributesClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1.VolumeAttributesClass"]}
storage.v1.VolumeError {"time":[1,"meta.v1.Time"],"message":[2,"string"],"errorCode":[3,"int32"]}
storage.v1.VolumeNodeResources {"count":[1,"int32"]}
storage.v1beta1.VolumeAttributesClass {"metadata":[1,"meta.v1.ObjectMeta"],"driverName":[2,"string"],"parameters":[3,"map<string,string>"]}
storage.v1beta1.VolumeAttributesClassList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storage.v1beta1.VolumeAttributesClass"]}
storagemigration.v1beta1.StorageVersionMigration {"metadata":[1,"meta.v1.ObjectMeta"],"spec":[2,"storagemigration.v1beta1.StorageVersionMigrationSpec"],"status":[3,"storagemigration.v1beta1.StorageVersionMigrationStatus"]}
storagemigration.v1beta1.StorageVersionMigrationList {"metadata":[1,"meta.v1.ListMeta"],"items":[2,"repeated storagemigration.v1beta1.StorageVersionMigration"]}
storagemigration.v1beta1.StorageVersionMigrationSpec {"resource":[1,"meta.v1.GroupResource"]}
storagemigration.v1beta1.StorageVersionMigrationStatus {"conditions":[1,"repeated meta.v1.Condition"],"resourceVersion":[2,"string"]}
`
export const resourceLines = `
v1 {"componentstatuses":{"namespaced":false,"kind":"ComponentStatus","verbs":["get","list"],"subresources":{}},"configmaps":{"namespaced":true,"kind":"ConfigMap","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"endpoints":{"namespaced":true,"kind":"Endpoints","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"events":{"namespaced":true,"kind":"Event","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"limitranges":{"namespaced":true,"kind":"LimitRange","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"namespaces":{"namespaced":false,"kind":"Namespace","verbs":["delete","get","list","patch","post","put"],"subresources":{"finalize":{"kind":"Namespace","verbs":["put"]},"status":{"kind":"Namespace","verbs":["get","patch","put"]}}},"bindings":{"namespaced":true,"kind":"Binding","verbs":["post"],"subresources":{}},"persistentvolumeclaims":{"namespaced":true,"kind":"PersistentVolumeClaim","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"PersistentVolumeClaim","verbs":["get","patch","put"]}}},"pods":{"namespaced":true,"kind":"Pod","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"attach":{"kind":"PodAttachOptions","verbs":["connect"]},"binding":{"kind":"Binding","verbs":["post"]},"ephemeralcontainers":{"kind":"Pod","verbs":["get","patch","put"]},"eviction":{"kind":"Eviction","verbs":["post"]},"exec":{"kind":"PodExecOptions","verbs":["connect"]},"log":{"kind":"Pod","verbs":["get"]},"portforward":{"kind":"PodPortForwardOptions","verbs":["connect"]},"proxy":{"kind":"PodProxyOptions","verbs":["connect"]},"resize":{"kind":"Pod","verbs":["get","patch","put"]},"status":{"kind":"Pod","verbs":["get","patch","put"]}}},"podtemplates":{"namespaced":true,"kind":"PodTemplate","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"replicationcontrollers":{"namespaced":true,"kind":"ReplicationController","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"scale":{"kind":"Scale","verbs":["get","patch","put"]},"status":{"kind":"ReplicationController","verbs":["get","patch","put"]}}},"resourcequotas":{"namespaced":true,"kind":"ResourceQuota","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ResourceQuota","verbs":["get","patch","put"]}}},"secrets":{"namespaced":true,"kind":"Secret","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"serviceaccounts":{"namespaced":true,"kind":"ServiceAccount","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"token":{"kind":"TokenRequest","verbs":["post"]}}},"services":{"namespaced":true,"kind":"Service","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"proxy":{"kind":"ServiceProxyOptions","verbs":["connect"]},"status":{"kind":"Service","verbs":["get","patch","put"]}}},"nodes":{"namespaced":false,"kind":"Node","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"proxy":{"kind":"NodeProxyOptions","verbs":["connect"]},"status":{"kind":"Node","verbs":["get","patch","put"]}}},"persistentvolumes":{"namespaced":false,"kind":"PersistentVolume","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"PersistentVolume","verbs":["get","patch","put"]}}}}
admissionregistration.k8s.io/v1 {"mutatingadmissionpolicies":{"namespaced":false,"kind":"MutatingAdmissionPolicy","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"mutatingadmissionpolicybindings":{"namespaced":false,"kind":"MutatingAdmissionPolicyBinding","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"mutatingwebhookconfigurations":{"namespaced":false,"kind":"MutatingWebhookConfiguration","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"validatingadmissionpolicies":{"namespaced":false,"kind":"ValidatingAdmissionPolicy","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ValidatingAdmissionPolicy","verbs":["get","patch","put"]}}},"validatingadmissionpolicybindings":{"namespaced":false,"kind":"ValidatingAdmissionPolicyBinding","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"validatingwebhookconfigurations":{"namespaced":false,"kind":"ValidatingWebhookConfiguration","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
admissionregistration.k8s.io/v1alpha1 {"mutatingadmissionpolicies":{"namespaced":false,"kind":"MutatingAdmissionPolicy","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"mutatingadmissionpolicybindings":{"namespaced":false,"kind":"MutatingAdmissionPolicyBinding","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
admissionregistration.k8s.io/v1beta1 {"mutatingadmissionpolicies":{"namespaced":false,"kind":"MutatingAdmissionPolicy","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"mutatingadmissionpolicybindings":{"namespaced":false,"kind":"MutatingAdmissionPolicyBinding","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
apiextensions.k8s.io/v1 {"customresourcedefinitions":{"namespaced":false,"kind":"CustomResourceDefinition","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"CustomResourceDefinition","verbs":["get","patch","put"]}}}}
apiregistration.k8s.io/v1 {"apiservices":{"namespaced":false,"kind":"APIService","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"APIService","verbs":["get","patch","put"]}}}}
apps/v1 {"controllerrevisions":{"namespaced":true,"kind":"ControllerRevision","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"daemonsets":{"namespaced":true,"kind":"DaemonSet","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"DaemonSet","verbs":["get","patch","put"]}}},"deployments":{"namespaced":true,"kind":"Deployment","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"scale":{"kind":"Scale","verbs":["get","patch","put"]},"status":{"kind":"Deployment","verbs":["get","patch","put"]}}},"replicasets":{"namespaced":true,"kind":"ReplicaSet","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"scale":{"kind":"Scale","verbs":["get","patch","put"]},"status":{"kind":"ReplicaSet","verbs":["get","patch","put"]}}},"statefulsets":{"namespaced":true,"kind":"StatefulSet","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"scale":{"kind":"Scale","verbs":["get","patch","put"]},"status":{"kind":"StatefulSet","verbs":["get","patch","put"]}}}}
authentication.k8s.io/v1 {"selfsubjectreviews":{"namespaced":false,"kind":"SelfSubjectReview","verbs":["post"],"subresources":{}},"tokenreviews":{"namespaced":false,"kind":"TokenReview","verbs":["post"],"subresources":{}}}
authorization.k8s.io/v1 {"localsubjectaccessreviews":{"namespaced":true,"kind":"LocalSubjectAccessReview","verbs":["post"],"subresources":{}},"selfsubjectaccessreviews":{"namespaced":false,"kind":"SelfSubjectAccessReview","verbs":["post"],"subresources":{}},"selfsubjectrulesreviews":{"namespaced":false,"kind":"SelfSubjectRulesReview","verbs":["post"],"subresources":{}},"subjectaccessreviews":{"namespaced":false,"kind":"SubjectAccessReview","verbs":["post"],"subresources":{}}}
autoscaling/v1 {"horizontalpodautoscalers":{"namespaced":true,"kind":"HorizontalPodAutoscaler","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"HorizontalPodAutoscaler","verbs":["get","patch","put"]}}}}
autoscaling/v2 {"horizontalpodautoscalers":{"namespaced":true,"kind":"HorizontalPodAutoscaler","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"HorizontalPodAutoscaler","verbs":["get","patch","put"]}}}}
batch/v1 {"cronjobs":{"namespaced":true,"kind":"CronJob","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"CronJob","verbs":["get","patch","put"]}}},"jobs":{"namespaced":true,"kind":"Job","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"Job","verbs":["get","patch","put"]}}}}
certificates.k8s.io/v1 {"certificatesigningrequests":{"namespaced":false,"kind":"CertificateSigningRequest","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"approval":{"kind":"CertificateSigningRequest","verbs":["get","patch","put"]},"status":{"kind":"CertificateSigningRequest","verbs":["get","patch","put"]}}}}
certificates.k8s.io/v1alpha1 {"clustertrustbundles":{"namespaced":false,"kind":"ClusterTrustBundle","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
certificates.k8s.io/v1beta1 {"clustertrustbundles":{"namespaced":false,"kind":"ClusterTrustBundle","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"podcertificaterequests":{"namespaced":true,"kind":"PodCertificateRequest","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"PodCertificateRequest","verbs":["get","patch","put"]}}}}
coordination.k8s.io/v1 {"leases":{"namespaced":true,"kind":"Lease","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
coordination.k8s.io/v1alpha2 {"leasecandidates":{"namespaced":true,"kind":"LeaseCandidate","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
coordination.k8s.io/v1beta1 {"leasecandidates":{"namespaced":true,"kind":"LeaseCandidate","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
discovery.k8s.io/v1 {"endpointslices":{"namespaced":true,"kind":"EndpointSlice","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
events.k8s.io/v1 {"events":{"namespaced":true,"kind":"Event","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
flowcontrol.apiserver.k8s.io/v1 {"flowschemas":{"namespaced":false,"kind":"FlowSchema","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"FlowSchema","verbs":["get","patch","put"]}}},"prioritylevelconfigurations":{"namespaced":false,"kind":"PriorityLevelConfiguration","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"PriorityLevelConfiguration","verbs":["get","patch","put"]}}}}
internal.apiserver.k8s.io/v1alpha1 {"storageversions":{"namespaced":false,"kind":"StorageVersion","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"StorageVersion","verbs":["get","patch","put"]}}}}
networking.k8s.io/v1 {"ingressclasses":{"namespaced":false,"kind":"IngressClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"ingresses":{"namespaced":true,"kind":"Ingress","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"Ingress","verbs":["get","patch","put"]}}},"ipaddresses":{"namespaced":false,"kind":"IPAddress","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"networkpolicies":{"namespaced":true,"kind":"NetworkPolicy","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"servicecidrs":{"namespaced":false,"kind":"ServiceCIDR","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ServiceCIDR","verbs":["get","patch","put"]}}}}
networking.k8s.io/v1beta1 {"ipaddresses":{"namespaced":false,"kind":"IPAddress","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"servicecidrs":{"namespaced":false,"kind":"ServiceCIDR","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ServiceCIDR","verbs":["get","patch","put"]}}}}
node.k8s.io/v1 {"runtimeclasses":{"namespaced":false,"kind":"RuntimeClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
policy/v1 {"poddisruptionbudgets":{"namespaced":true,"kind":"PodDisruptionBudget","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"PodDisruptionBudget","verbs":["get","patch","put"]}}}}
rbac.authorization.k8s.io/v1 {"clusterrolebindings":{"namespaced":false,"kind":"ClusterRoleBinding","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"clusterroles":{"namespaced":false,"kind":"ClusterRole","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"rolebindings":{"namespaced":true,"kind":"RoleBinding","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"roles":{"namespaced":true,"kind":"Role","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
resource.k8s.io/v1 {"deviceclasses":{"namespaced":false,"kind":"DeviceClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"resourceclaims":{"namespaced":true,"kind":"ResourceClaim","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ResourceClaim","verbs":["get","patch","put"]}}},"resourceclaimtemplates":{"namespaced":true,"kind":"ResourceClaimTemplate","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"resourceslices":{"namespaced":false,"kind":"ResourceSlice","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
resource.k8s.io/v1alpha3 {"devicetaintrules":{"namespaced":false,"kind":"DeviceTaintRule","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"DeviceTaintRule","verbs":["get","patch","put"]}}},"resourcepoolstatusrequests":{"namespaced":false,"kind":"ResourcePoolStatusRequest","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ResourcePoolStatusRequest","verbs":["get","patch","put"]}}}}
resource.k8s.io/v1beta1 {"deviceclasses":{"namespaced":false,"kind":"DeviceClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"resourceclaims":{"namespaced":true,"kind":"ResourceClaim","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ResourceClaim","verbs":["get","patch","put"]}}},"resourceclaimtemplates":{"namespaced":true,"kind":"ResourceClaimTemplate","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"resourceslices":{"namespaced":false,"kind":"ResourceSlice","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
resource.k8s.io/v1beta2 {"deviceclasses":{"namespaced":false,"kind":"DeviceClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"devicetaintrules":{"namespaced":false,"kind":"DeviceTaintRule","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"DeviceTaintRule","verbs":["get","patch","put"]}}},"resourceclaims":{"namespaced":true,"kind":"ResourceClaim","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"ResourceClaim","verbs":["get","patch","put"]}}},"resourceclaimtemplates":{"namespaced":true,"kind":"ResourceClaimTemplate","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"resourceslices":{"namespaced":false,"kind":"ResourceSlice","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
scheduling.k8s.io/v1 {"priorityclasses":{"namespaced":false,"kind":"PriorityClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
scheduling.k8s.io/v1alpha2 {"podgroups":{"namespaced":true,"kind":"PodGroup","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"PodGroup","verbs":["get","patch","put"]}}},"workloads":{"namespaced":true,"kind":"Workload","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
storage.k8s.io/v1 {"csidrivers":{"namespaced":false,"kind":"CSIDriver","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"csinodes":{"namespaced":false,"kind":"CSINode","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"csistoragecapacities":{"namespaced":true,"kind":"CSIStorageCapacity","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"storageclasses":{"namespaced":false,"kind":"StorageClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}},"volumeattachments":{"namespaced":false,"kind":"VolumeAttachment","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"VolumeAttachment","verbs":["get","patch","put"]}}},"volumeattributesclasses":{"namespaced":false,"kind":"VolumeAttributesClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
storage.k8s.io/v1beta1 {"volumeattributesclasses":{"namespaced":false,"kind":"VolumeAttributesClass","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{}}}
storagemigration.k8s.io/v1beta1 {"storageversionmigrations":{"namespaced":false,"kind":"StorageVersionMigration","verbs":["delete","deletecollection","get","list","patch","post","put"],"subresources":{"status":{"kind":"StorageVersionMigration","verbs":["get","patch","put"]}}}}
`
