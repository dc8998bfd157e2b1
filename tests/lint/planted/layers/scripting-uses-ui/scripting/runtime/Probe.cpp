#include "ui/code/CodePage.h"
