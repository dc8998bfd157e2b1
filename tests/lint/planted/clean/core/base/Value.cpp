#include "core/base/Value.h"

#include <mutex>
