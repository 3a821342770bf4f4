/// What API calls of a service speak of: `CreateVolume`, `DeleteVolume` and `ModifyVolumeAttribute` all speak of `Volume`.
///
/// Sources: the services' API references; resource types as in AWS Config's list of supported resources.
struct CloudTrailNoun: Sendable {
    let noun: String
    let type: String
    /// Members that hold the resource's id, the best first.
    let keys: [String]
    /// Calls that speak of it under another name.
    var calls: [String] = []
    /// Whether the answer to a call has all settings, spelled as AWS Config records them.
    var answersWithState = false
    /// Whether the service knows no regions.
    var isGlobal = false
    /// Whether it is a part of the resource: taking it away changes the resource, and does not end it.
    var isPart = false

    /// The same noun, which calls of other names speak of too.
    private func also(_ calls: String...) -> CloudTrailNoun {
        var noun = self
        noun.calls = calls
        return noun
    }

    /// The same noun, of which answers tell everything.
    private func withAnswers() -> CloudTrailNoun {
        var noun = self
        noun.answersWithState = true
        return noun
    }

    /// The same noun, as a part of the resource that the type names.
    private func asPart() -> CloudTrailNoun {
        var noun = self
        noun.isPart = true
        return noun
    }

    /// The same noun, in a service that knows no regions.
    private func everywhere() -> CloudTrailNoun {
        var noun = self
        noun.isGlobal = true
        return noun
    }

    private static func noun(_ noun: String, _ type: String, _ keys: String...) -> CloudTrailNoun {
        CloudTrailNoun(noun: noun, type: "AWS::\(type)", keys: keys)
    }

    static let byService: [String: [CloudTrailNoun]] = [
        "s3": [
            noun("Bucket", "S3::Bucket", "bucketName").also(
                "PutEncryptionConfiguration",
                "PutPublicAccessBlock",
                "DeletePublicAccessBlock"
            ),
            noun("AccountPublicAccessBlock", "S3::AccountPublicAccessBlock", "accountId"),
        ],
        "iam": [
            noun("User", "IAM::User", "userName"), noun("Role", "IAM::Role", "roleName"),
            noun("Group", "IAM::Group", "groupName"), noun("Policy", "IAM::Policy", "policyArn", "arn"),
            noun("AccessKey", "IAM::User", "userName").asPart(), noun("LoginProfile", "IAM::User", "userName").asPart(),
            noun("MFADevice", "IAM::User", "userName").asPart(),
            noun("AssumeRolePolicy", "IAM::Role", "roleName").asPart(),
            noun("AccountPasswordPolicy", "IAM::AccountPasswordPolicy", "accountId"),
            noun("InstanceProfile", "IAM::InstanceProfile", "instanceProfileName"),
        ].map { $0.everywhere() },
        "ec2": [
            noun("Instance", "EC2::Instance", "instanceId").also("RunInstances", "ModifyInstanceMetadataOptions"),
            noun("Volume", "EC2::Volume", "volumeId").withAnswers(),
            noun("Snapshot", "EC2::Snapshot", "snapshotId"), noun("Image", "EC2::Image", "imageId"),
            noun("SecurityGroup", "EC2::SecurityGroup", "groupId").also(
                "AuthorizeSecurityGroupIngress",
                "AuthorizeSecurityGroupEgress",
                "RevokeSecurityGroupIngress",
                "RevokeSecurityGroupEgress"
            ),
            noun("Vpc", "EC2::VPC", "vpcId"), noun("Subnet", "EC2::Subnet", "subnetId"),
            noun("RouteTable", "EC2::RouteTable", "routeTableId"),
            noun("Route", "EC2::RouteTable", "routeTableId").asPart(),
            noun("InternetGateway", "EC2::InternetGateway", "internetGatewayId"),
            noun("NatGateway", "EC2::NatGateway", "natGatewayId"),
            noun("NetworkInterface", "EC2::NetworkInterface", "networkInterfaceId"),
            noun("NetworkAcl", "EC2::NetworkAcl", "networkAclId"),
            noun("Address", "EC2::EIP", "allocationId"), noun("FlowLogs", "EC2::FlowLog", "flowLogId"),
            noun("LaunchTemplate", "EC2::LaunchTemplate", "launchTemplateId", "launchTemplateName"),
            noun("VpcEndpoint", "EC2::VPCEndpoint", "vpcEndpointId"),
            noun("VpcPeeringConnection", "EC2::VPCPeeringConnection", "vpcPeeringConnectionId"),
        ],
        "rds": [
            noun("DBInstance", "RDS::DBInstance", "dBInstanceIdentifier").withAnswers(),
            noun("DBCluster", "RDS::DBCluster", "dBClusterIdentifier").withAnswers(),
            noun("DBSnapshot", "RDS::DBSnapshot", "dBSnapshotIdentifier"),
            noun("DBClusterSnapshot", "RDS::DBClusterSnapshot", "dBClusterSnapshotIdentifier"),
            noun("DBSubnetGroup", "RDS::DBSubnetGroup", "dBSubnetGroupName"),
            noun("DBSecurityGroup", "RDS::DBSecurityGroup", "dBSecurityGroupName"),
        ],
        "cloudtrail": [
            noun("Trail", "CloudTrail::Trail", "name", "trailName").also(
                "StartLogging",
                "StopLogging",
                "PutEventSelectors",
                "PutInsightSelectors"
            )
        ],
        "kms": [
            noun("Key", "KMS::Key", "keyId").also(
                "ScheduleKeyDeletion",
                "EnableKeyRotation",
                "DisableKeyRotation",
                "PutKeyPolicy"
            )
        ],
        "lambda": [
            noun("Function", "Lambda::Function", "functionName"),
            noun("Permission", "Lambda::Function", "functionName").asPart(),
        ],
        "secretsmanager": [
            noun("Secret", "SecretsManager::Secret", "secretId", "aRN", "name"),
            noun("ResourcePolicy", "SecretsManager::Secret", "secretId").asPart(),
        ],
        "sns": [noun("Topic", "SNS::Topic", "topicArn"), noun("Permission", "SNS::Topic", "topicArn").asPart()],
        "sqs": [noun("Queue", "SQS::Queue", "queueUrl"), noun("Permission", "SQS::Queue", "queueUrl").asPart()],
        "dynamodb": [
            noun("Table", "DynamoDB::Table", "tableName"),
            noun("ContinuousBackups", "DynamoDB::Table", "tableName").asPart(),
        ],
        "logs": [
            noun("LogGroup", "Logs::LogGroup", "logGroupName"),
            noun("RetentionPolicy", "Logs::LogGroup", "logGroupName").asPart(),
        ],
        "elasticloadbalancing": [
            noun("LoadBalancer", "ElasticLoadBalancingV2::LoadBalancer", "loadBalancerArn", "loadBalancerName"),
            noun("Listener", "ElasticLoadBalancingV2::Listener", "listenerArn", "loadBalancerName"),
        ],
        "elasticfilesystem": [
            noun("FileSystem", "EFS::FileSystem", "fileSystemId"),
            noun("MountTarget", "EFS::FileSystem", "fileSystemId").asPart(),
        ],
        "eks": [
            noun("Cluster", "EKS::Cluster", "name", "clusterName"),
            noun("Nodegroup", "EKS::Nodegroup", "nodegroupName"),
        ],
        "ecs": [
            noun("Cluster", "ECS::Cluster", "clusterName", "cluster"),
            noun("Service", "ECS::Service", "serviceName", "service"),
        ],
        "ecr": [
            noun("Repository", "ECR::Repository", "repositoryName"),
            noun("Image", "ECR::Repository", "repositoryName").asPart(),
        ],
        "redshift": [noun("Cluster", "Redshift::Cluster", "clusterIdentifier")],
        "cloudfront": [noun("Distribution", "CloudFront::Distribution", "id", "distributionId")],
        "guardduty": [noun("Detector", "GuardDuty::Detector", "detectorId")],
        "config": [noun("ConfigurationRecorder", "Config::ConfigurationRecorder", "configurationRecorderName", "name")],
        "apigateway": [
            noun("RestApi", "ApiGateway::RestApi", "restApiId", "id"), noun("Stage", "ApiGateway::Stage", "stageName"),
        ],
        "opensearch": [noun("Domain", "OpenSearch::Domain", "domainName")],
        "es": [
            noun("ElasticsearchDomain", "Elasticsearch::Domain", "domainName"),
            noun("Domain", "OpenSearch::Domain", "domainName"),
        ],
        "cloudhsm": [noun("Cluster", "CloudHSM::Cluster", "clusterId")],
        "appmesh": [
            noun("Mesh", "AppMesh::Mesh", "meshName"),
            noun("VirtualGateway", "AppMesh::VirtualGateway", "virtualGatewayName"),
            noun("VirtualNode", "AppMesh::VirtualNode", "virtualNodeName"),
        ],
        "rolesanywhere": [
            noun("Profile", "RolesAnywhere::Profile", "profileId", "name"),
            noun("TrustAnchor", "RolesAnywhere::TrustAnchor", "trustAnchorId", "name"),
        ],
        "ssm": [noun("Parameter", "SSM::Parameter", "name"), noun("Document", "SSM::Document", "name")],
        "glue": [noun("DataCatalogEncryptionSettings", "Glue::DataCatalogEncryptionSettings", "catalogId")],
    ]
}
