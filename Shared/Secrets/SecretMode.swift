public import Glibc

/// Which modes the file of a secret may have.
public enum SecretMode: Sendable {
    /// What a secret's mode must not have.
    ///
    /// systemd's credentials are given to a service by an access list, which shows as a group's right to read; nobody else reaches
    /// their folder. Source: systemd.exec(5), LoadCredential=.
    /// - Parameter credentials: systemd's folder of this service's credentials, where it was given one.
    public static func forbidden(
        _ path: String,
        credentials: String? = getenv("CREDENTIALS_DIRECTORY").map { String(cString: $0) }
    ) -> mode_t {
        guard let credentials, !credentials.isEmpty, let slash = path.lastIndex(of: "/"), path[..<slash] == credentials
        else { return 0o077 }
        return 0o037
    }

    /// Says what is wrong with the mode of a secret's file and what to do about it; nil where nothing is.
    public static func objection(to mode: mode_t, of path: String) -> String? {
        mode & forbidden(path) == 0 ? nil : "others may read it; run: chmod 600 \(path)"
    }
}
