import Expressions
import JSON

/// The setting that expressions look at.
enum Setting {
    static let text = #"""
        {
          "name": "storage-é日本", "count": 3, "ratio": 0.75, "big": 9007199254740993, "open": true, "none": null,
          "at": "2026-02-28T23:59:59.5Z", "ttl": "1h30m", "ports": [22, 443, 8080, -1, 443], "empty": {}, "nothing": [],
          "numbers": [1, 1.0, 2.5, -0.0, 18446744073709551615, 1e300], "words": ["alpha", "", "Beta", "alpha", "a,b"],
          "tags": { "env": "prod", "team": "", "odd-name": "x" }, "mixed": [1, 2.5, "x", null, true, [1], { "a": 1 }],
          "rules": [
            { "port": 22, "cidr": "0.0.0.0/0", "open": true }, { "port": 443, "cidr": "10.0.0.0/8" },
            { "port": "80", "cidr": null, "open": false }
          ],
          "nested": { "a": { "b": { "c": 7 } }, "list": [[1, 2], [], [3]] },
          "policy": {
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Principal": "*", "Action": ["s3:Get*"], "Resource": "arn:aws:s3:::b/*" }]
          },
          "url": "https://example.com:8443/a?b=c", "version": "1.2.3-rc.1", "size": "1500Mi", "cidr": "10.0.0.0/8"
        }
        """#

    static var config: Value {
        do {
            return .json(try JSONDocument(text).root)
        } catch {
            preconditionFailure("the setting is correct JSON: \(error)")
        }
    }

    /// A schema that says much of the setting, some of it wrongly, as schemas do.
    static let schema = #"""
        {
          "type": "object", "additionalProperties": false, "required": ["name", "rules", "absent"],
          "properties": {
            "name": { "type": "string" }, "count": { "type": "integer" }, "ratio": { "type": "number" }, "open": { "type": "boolean" },
            "none": { "type": ["integer", "null"] }, "big": { "type": "integer" }, "at": { "type": "string" }, "absent": {},
            "ports": { "type": "array", "items": { "type": "integer" } }, "words": { "type": "array", "items": { "type": "string" } },
            "tags": { "type": "object", "additionalProperties": { "type": "string" } }, "state": { "enum": ["on", "off"] },
            "rules": {
              "type": "array",
              "items": {
                "type": "object", "additionalProperties": false, "required": ["port"],
                "properties": { "port": { "type": "integer" }, "cidr": { "type": "string" }, "open": { "type": "boolean" } }
              }
            },
            "nested": { "properties": { "a": {}, "list": { "type": "array" } } }, "mixed": { "type": "array" }
          }
        }
        """#

    static var type: StaticType {
        do {
            return try StaticType(schema: JSONDocument(schema).root, named: "config")
        } catch {
            preconditionFailure("the schema is correct: \(error)")
        }
    }
}
