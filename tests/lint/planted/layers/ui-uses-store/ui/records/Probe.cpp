#include "core/store/Store.h"
