#pragma once

#include <stddef.h>
#include <stdint.h>

// libFuzzer's own loop, for programs that bring their main; declared by no header of the toolchain.
// Source: LLVM, "libFuzzer – a library for coverage-guided fuzz testing", Using libFuzzer as a library.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
