#pragma once

#include "scripting/binding/Binding.h"

namespace syncline {

// One per file of binding/ and module/; allModules() lists them.
extern const Module apiModule;
extern const Module base64Module;
extern const Module configModule;
extern const Module connectorModule;
extern const Module contextModule;
extern const Module cryptoModule;
extern const Module csvModule;
extern const Module effectModule;
extern const Module errorsModule;
extern const Module hexModule;
extern const Module httpModule;
extern const Module jsonHandleModule;
extern const Module jsonModule;
extern const Module listModule;
extern const Module loggerModule;
extern const Module printModule;
extern const Module recordModule;
extern const Module requireModule;
extern const Module responseModule;
extern const Module sourceModule;
extern const Module syncModule;
extern const Module timeModule;
extern const Module urlModule;
extern const Module uuidModule;

} // namespace syncline
