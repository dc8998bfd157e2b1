#include "scripting/runtime/Worker.h"
