#pragma once

#include "ui/widget/PlainLabel.h"
