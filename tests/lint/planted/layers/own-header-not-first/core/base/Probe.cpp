#include <string>
#include "core/base/Probe.h"
