#pragma once
#include <zmq.h>
#include <errno.h>
