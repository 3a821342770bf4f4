import CCurl

/// Owns one `CURL *`: options, run, result.
///
/// `@unchecked` because a handle is either with one caller or in its client's idle stack, behind a lock, never in both.
final class EasyHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    /// libcurl must be initialized once, before the first thread uses it.
    private static let isInitialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() {
        precondition(Self.isInitialized, "libcurl cannot be initialized")
        guard let pointer = curl_easy_init() else { preconditionFailure("out of memory for a curl handle") }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
        freeLists()
        errorText.deallocate()
    }

    /// Forgets all options and keeps the open connections; then sets what is the same for every use.
    func reset() {
        curl_easy_reset(pointer)
        freeLists()
        errorText[0] = 0
        shim_curl_easy_setopt_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
        set(CURLOPT_NOSIGNAL, 1)
        // An empty text keeps libcurl from looking at http_proxy and its kin.
        set(CURLOPT_PROXY, "")
        set(CURLOPT_NETRC, 0)
    }

    func set(_ option: CURLoption, _ value: Int) {
        shim_curl_easy_setopt_long(pointer, option, value)
    }

    func set(_ option: CURLoption, _ value: Duration) {
        let (seconds, attoseconds) = value.components
        // 0 would mean "no limit".
        set(option, max(Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000), 1))
    }

    func set(_ option: CURLoption, _ value: String) {
        shim_curl_easy_setopt_string(pointer, option, value)
    }

    func set(_ option: CURLoption, list values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            list = curl_slist_append(list, value) ?? list
        }
        guard let list else { return }
        lists.append(list)
        shim_curl_easy_setopt_list(pointer, option, list)
    }

    /// Makes the callbacks find `context`, which must live until ``perform()`` has returned.
    func set(context: TransferContext) {
        let address = Unmanaged.passUnretained(context).toOpaque()
        for option in [
            CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_OPENSOCKETDATA, CURLOPT_XFERINFODATA,
        ] {
            shim_curl_easy_setopt_pointer(pointer, option, address)
        }
        shim_curl_easy_setopt_transfer(pointer, CURLOPT_WRITEFUNCTION) { TransferContext.write($0, $1 * $2, $3) }
        shim_curl_easy_setopt_transfer(pointer, CURLOPT_HEADERFUNCTION) { TransferContext.header($0, $1 * $2, $3) }
        shim_curl_easy_setopt_transfer(pointer, CURLOPT_READFUNCTION) { TransferContext.read($0, $1 * $2, $3) }
        shim_curl_easy_setopt_opensocket(pointer) { TransferContext.openSocket($0, $2) }
        shim_curl_easy_setopt_progress(pointer) { context, _, _, _, _ in TransferContext.progress(context) }
        set(CURLOPT_NOPROGRESS, 0)
    }

    /// Runs the transfer; blocks until it is over.
    func perform() -> CURLcode {
        curl_easy_perform(pointer)
    }

    var responseCode: Int { shim_curl_easy_getinfo_long(pointer, CURLINFO_RESPONSE_CODE) }

    /// What libcurl said about the last failure.
    var detail: String { String(cString: errorText) }

    private func freeLists() {
        for list in lists {
            curl_slist_free_all(list)
        }
        lists.removeAll()
    }
}
