#pragma once

#include "scripting/binding/Binding.h"

namespace syncline {

// One per file of binding/ and module/; allModules() lists them.
extern const Module apiModule;
extern const Module configModule;
extern const Module contextModule;
extern const Module effectModule;
extern const Module errorsModule;
extern const Module listModule;
extern const Module loggerModule;
extern const Module printModule;
extern const Module recordModule;
extern const Module requireModule;

} // namespace syncline
