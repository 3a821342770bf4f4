#pragma once
#include <pthread.h>
#include <sys/eventfd.h>

// Swift's Glibc module is built without _GNU_SOURCE, which hides this declaration. Source: pthread_setname_np(3).
int pthread_setname_np(pthread_t thread, const char *name);
int pthread_getname_np(pthread_t thread, char *name, size_t length);

// EFD_CLOEXEC and EFD_NONBLOCK are members of an anonymous enum, which Swift imports as a type without operators.
static inline int shim_eventfd_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
