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
}
