import JSON
import Messages
import Testing

@testable import Adapters

/// What CloudTrail and EventBridge send.
extension FeedTests {
    private static func record(_ service: String, _ name: String, _ more: String) -> String {
        """
        {"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/ann","accountId":"1"},\
        "eventTime":"2026-01-02T03:04:05Z","eventSource":"\(service).amazonaws.com","eventName":"\(name)",\
        "awsRegion":"eu-west-1","sourceIPAddress":"192.0.2.1","eventID":"e-1","recipientAccountId":"1"\(more)}
        """
    }

    private static let ann = "of 1 by arn:aws:iam::1:user/ann (user)"

    static let trail: [FeedCase] = [
        FeedCase(
            "a policy of a bucket is taken away: the bucket changes, and does not end",
            .cloudTrail,
            record("s3", "DeleteBucketPolicy", #","requestParameters":{"bucketName":"b"}"#),
            ["update AWS::S3::Bucket b \(ann) without settings"]
        ),
        FeedCase(
            "a bucket is deleted",
            .cloudTrail,
            record("s3", "DeleteBucket", #","requestParameters":{"bucketName":"b"}"#),
            ["delete AWS::S3::Bucket b \(ann) without settings"]
        ),
        FeedCase(
            "an access key is deleted: the user stays",
            .cloudTrail,
            record("iam", "DeleteAccessKey", #","requestParameters":{"userName":"bob","accessKeyId":"k"}"#),
            ["update AWS::IAM::User bob \(ann) without settings"]
        ),
        FeedCase(
            "several instances are started at once",
            .cloudTrail,
            record(
                "ec2",
                "RunInstances",
                #","requestParameters":{},"responseElements":{"instancesSet":{"items":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}"#
            ),
            [
                "create AWS::EC2::Instance i-1 \(ann) without settings",
                "create AWS::EC2::Instance i-2 \(ann) without settings",
            ]
        ),
        FeedCase(
            "a database's answer holds all of its settings",
            .cloudTrail,
            record(
                "rds",
                "ModifyDBInstance",
                #","requestParameters":{"dBInstanceIdentifier":"d"},"responseElements":{"dBInstanceIdentifier":"d","publiclyAccessible":true}"#
            ),
            ["update AWS::RDS::DBInstance d \(ann)"]
        ),
        FeedCase(
            "an event of EventBridge, by the root user",
            .cloudTrail,
            """
            {"detail-type":"AWS API Call via CloudTrail","source":"aws.kms","detail":\
            \(record("kms", "ScheduleKeyDeletion", #","requestParameters":{"keyId":"k"}"#)
                .replacing(#""type":"IAMUser""#, with: #""type":"Root""#))}
            """,
            ["update AWS::KMS::Key k of 1 by arn:aws:iam::1:user/ann (root, privileged) without settings"]
        ),
        FeedCase(
            "a log file: reading, failing and unknown calls are named",
            .cloudTrail,
            """
            {"Records":[\(record("ec2", "DescribeVolumes", "")),\(record("ec2", "DeleteVolume", #","errorCode":"AccessDenied""#)),\
            \(record("signin", "ConsoleLogin", "")),\(record("lambda", "DeleteFunction20150331", #","requestParameters":{"functionName":"f"}"#))]}
            """,
            ["delete AWS::Lambda::Function f \(ann) without settings"],
            ignored: [
                "ec2 DescribeVolumes: it only read", "ec2 DeleteVolume: it failed (AccessDenied)",
                "signin ConsoleLogin: no resource type with settings is known for it",
            ]
        ),
        FeedCase(
            "other events of EventBridge are named",
            .cloudTrail,
            #"{"detail-type":"GuardDuty Finding","source":"aws.guardduty","detail":{}}"#,
            ignored: ["event GuardDuty Finding"]
        ),
        FeedCase(
            "a time that is none",
            .cloudTrail,
            record("s3", "DeleteBucket", "").replacing("2026-01-02T03:04:05Z", with: "yesterday"),
            errors: ["eventTime: not a time: \"yesterday\""]
        ),
    ]
}
