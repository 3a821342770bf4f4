#pragma once
#include <microhttpd.h>

/// Swift cannot call variadic functions.
static inline struct MHD_Daemon *shim_MHD_start_daemon_at(
    unsigned int flags,
    const struct sockaddr *address,
    MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed,
    void *context,
    unsigned int threads,
    unsigned int connections,
    unsigned int timeout_seconds,
    size_t connection_memory
) {
    return MHD_start_daemon(
        flags, 0, (MHD_AcceptPolicyCallback)0, (void *)0, handler, context,
        MHD_OPTION_SOCK_ADDR, address,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_THREAD_POOL_SIZE, threads,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_TIMEOUT, timeout_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_END
    );
}

/// Swift cannot call variadic functions.
static inline uint16_t shim_MHD_get_daemon_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}
