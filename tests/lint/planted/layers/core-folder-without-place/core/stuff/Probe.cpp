#include "core/base/Value.h"
