#include "scripting/binding/Modules.h"

namespace syncline {

std::span<const Module *const> allModules()
{
    static constexpr const Module *modules[] = {
        &contextModule, &recordModule,    &apiModule,    &listModule,       &effectModule,
        &errorsModule,  &configModule,    &loggerModule, &printModule,      &requireModule,
        &httpModule,    &responseModule,  &jsonModule,   &jsonHandleModule, &timeModule,
        &csvModule,     &urlModule,       &base64Module, &hexModule,        &cryptoModule,
        &uuidModule,    &connectorModule, &syncModule,   &sourceModule,
    };
    return modules;
}

} // namespace syncline
