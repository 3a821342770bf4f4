import JSON

/// Makes the JSON of a Terraform plan that creates many resources, as `terraform show -json` writes it.
///
/// Six types in turn, as a real plan mixes them; every other resource has a setting that is wrong, and ids that are known after apply
/// are left out, as Terraform does.
enum PlanMaker {
    /// A plan of `count` resources.
    static func plan(of count: Int) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: count * 1_500)
        writer.beginObject()
        writer.member("format_version", "1.2")
        writer.member("terraform_version", "1.9.8")
        writer.key("planned_values")
        writer.beginObject()
        writer.key("root_module")
        writer.beginObject()
        writer.key("resources")
        writer.beginArray()
        for number in 0..<count {
            write(number, to: &writer) {
                $0.member("schema_version", 1)
            } values: {
                $0.key("values")
            }
        }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        writer.key("resource_changes")
        writer.beginArray()
        for number in 0..<count { writeChange(number, to: &writer) }
        writer.endArray()
        writer.key("configuration")
        writer.beginObject()
        writer.key("root_module")
        writer.beginObject()
        writer.key("resources")
        writer.beginArray()
        for number in 0..<count { writeConfiguration(number, to: &writer) }
        writer.endArray()
        writer.endObject()
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func resource(_ number: Int) -> (type: String, values: String) {
        let name = "name-\(number / 6)"
        let good = number / 6 % 2 == 0
        switch number % 6 {
        case 0: return ("aws_s3_bucket", #"{"bucket":"\#(name)","force_destroy":false,"tags":{"Owner":"team"}}"#)
        case 1:
            return (
                "aws_s3_bucket_public_access_block",
                #"{"block_public_acls":\#(good),"block_public_policy":\#(good),"bucket":"\#(name)","ignore_public_acls":\#(good),"#
                    + #""restrict_public_buckets":\#(good)}"#
            )
        case 2:
            let cidr = good ? "10.0.0.0/8" : "0.0.0.0/0"
            return (
                "aws_security_group",
                #"{"description":"web","egress":[],"ingress":[{"cidr_blocks":["\#(cidr)"],"description":"ssh","from_port":22,"#
                    + #""ipv6_cidr_blocks":[],"prefix_list_ids":[],"protocol":"tcp","security_groups":[],"self":false,"to_port":22}],"#
                    + #""name":"\#(name)","name_prefix":null,"revoke_rules_on_delete":false,"tags":null,"timeouts":null}"#
            )
        case 3:
            return (
                "aws_db_instance",
                #"{"allocated_storage":100,"auto_minor_version_upgrade":true,"backup_retention_period":\#(good ? 7 : 0),"#
                    + #""deletion_protection":\#(good),"engine":"postgres","engine_version":"16.4","identifier":"\#(name)","#
                    + #""instance_class":"db.t4g.medium","multi_az":true,"publicly_accessible":\#(!good),"storage_encrypted":\#(good)}"#
            )
        case 4:
            return (
                "aws_instance",
                #"{"ami":"ami-0abcdef1234567890","associate_public_ip_address":\#(!good),"instance_type":"t3.micro","monitoring":\#(good),"#
                    + #""metadata_options":[{"http_endpoint":"enabled","http_tokens":"\#(good ? "required" : "optional")"}],"#
                    + #""root_block_device":[{"delete_on_termination":true,"encrypted":\#(good),"volume_size":20}],"user_data":null}"#
            )
        default:
            let action = good ? "s3:GetObject" : "*"
            return (
                "aws_iam_policy",
                #"{"name":"\#(name)","path":"/","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","#
                    + #"\"Action\":\"\#(action)\",\"Resource\":\"*\"}]}"}"#
            )
        }
    }

    private static func write(
        _ number: Int,
        to writer: inout JSONWriter,
        _ more: (inout JSONWriter) -> Void = { _ in },
        values: (inout JSONWriter) -> Void
    ) {
        let resource = resource(number)
        writer.beginObject()
        writeName(number, resource.type, to: &writer)
        more(&writer)
        values(&writer)
        writer.raw(Array(resource.values.utf8))
        writer.endObject()
    }

    private static func writeName(_ number: Int, _ type: String, to writer: inout JSONWriter) {
        writer.member("address", "\(type).r\(number)")
        writer.member("mode", "managed")
        writer.member("type", type)
        writer.member("name", "r\(number)")
        writer.member("provider_name", "registry.terraform.io/hashicorp/aws")
    }

    private static func writeChange(_ number: Int, to writer: inout JSONWriter) {
        let resource = resource(number)
        writer.beginObject()
        writeName(number, resource.type, to: &writer)
        writer.key("change")
        writer.beginObject()
        writer.key("actions")
        writer.raw("[\"create\"]")
        writer.key("before")
        writer.null()
        writer.key("after")
        writer.raw(Array(resource.values.utf8))
        writer.key("after_unknown")
        writer.raw("{\"arn\":true,\"id\":true}")
        writer.key("before_sensitive")
        writer.bool(false)
        writer.key("after_sensitive")
        writer.raw("{}")
        writer.endObject()
        writer.endObject()
    }

    private static func writeConfiguration(_ number: Int, to writer: inout JSONWriter) {
        let type = resource(number).type
        writer.beginObject()
        writer.member("address", "\(type).r\(number)")
        writer.member("mode", "managed")
        writer.member("type", type)
        writer.member("name", "r\(number)")
        writer.member("provider_config_key", "aws")
        writer.key("expressions")
        if number % 6 == 1 {
            let bucket = "aws_s3_bucket.r\(number - 1)"
            writer.raw(Array(#"{"bucket":{"references":["\#(bucket).bucket","\#(bucket)"]}}"#.utf8))
        } else {
            writer.raw("{}")
        }
        writer.member("schema_version", 0)
        writer.endObject()
    }
}
