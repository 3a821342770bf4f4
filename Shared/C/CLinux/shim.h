#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <sys/eventfd.h>
#include <sys/timex.h>

// Swift's Glibc module is built without _GNU_SOURCE, which hides this declaration. Source: pthread_setname_np(3).
int pthread_setname_np(pthread_t thread, const char *name);
int pthread_getname_np(pthread_t thread, char *name, size_t length);

// EFD_CLOEXEC and EFD_NONBLOCK are members of an anonymous enum, which Swift imports as a type without operators.
static inline int shim_eventfd_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// What the kernel knows of its clock. Flags are macros of several types; modes 0 only reads. Source: adjtimex(2).
struct shim_clock { long offset, maximum_error; bool is_synchronised, is_nano; };
static inline bool shim_clock_read(struct shim_clock *clock) {
    struct timex state = {0};
    int answer = ntp_adjtime(&state);
    if (answer == -1) return false;
    clock->offset = state.offset;
    clock->maximum_error = state.maxerror;
    clock->is_synchronised = answer != TIME_ERROR && !(state.status & STA_UNSYNC);
    clock->is_nano = state.status & STA_NANO;
    return true;
}
