import Glibc

/// Waits where there is nothing to wait for but time; not for the socket thread.
func pause(milliseconds: Int) {
    var span = timespec(tv_sec: milliseconds / 1_000, tv_nsec: milliseconds % 1_000 * 1_000_000)
    nanosleep(&span, nil)
}
