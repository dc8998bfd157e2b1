#include "scripting/binding/Modules.h"

namespace syncline {

std::span<const Module *const> allModules()
{
    static constexpr const Module *modules[] = {
        &contextModule, &recordModule, &apiModule,    &listModule,  &effectModule,
        &errorsModule,  &configModule, &loggerModule, &printModule, &requireModule,
    };
    return modules;
}

} // namespace syncline
