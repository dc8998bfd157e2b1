#include "../base/Value.h"
