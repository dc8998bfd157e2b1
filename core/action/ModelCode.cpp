#include "core/action/ModelCode.h"

#include <algorithm>

namespace syncline {

namespace {

bool isPlain(const ProjectDef &project, const std::string &name)
{
    const std::shared_ptr<const ActionDef> action = project.findAction(name);
    return !action || action->isPlain();
}

} // namespace

bool hasCode(const ProjectDef &project, const ModelDef &model)
{
    return !isPlain(project, model.name + ".create") || !isPlain(project, model.name + ".update") ||
           !model.validations.empty() ||
           std::ranges::any_of(model.fields,
                               [](const FieldDef &field) { return !field.validations.empty(); });
}

bool deletesWithCode(const ProjectDef &project, const ModelDef &model)
{
    return !isPlain(project, model.name + ".delete");
}

} // namespace syncline
