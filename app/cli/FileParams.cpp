#include "app/cli/FileParams.h"

#include "core/engine/Engine.h"
#include "core/model/ModelDef.h"

namespace syncline::cli {

namespace {

bool isCopy(const Value &value)
{
    return value.isObject() && value.asObject().size() == 1 && value["copy"].isString();
}

/** Finds every value that asks for a copy, also in what is nested in relationships. */
class CopyFinder
{
public:
    explicit CopyFinder(const ProjectDef &project)
        : m_project(project)
    {
    }

    void find(const ModelDef &model, ValueObject &fields)
    {
        for (auto &[name, value] : fields) {
            const FieldDef *field = model.findField(name);
            if (field == nullptr && name == model.name && value.isObject())
                find(model, value.asObject());
            else if (field != nullptr && field->type == FieldType::File)
                findFiles(value);
            else if (field != nullptr && field->isRelationship())
                findNested(field->relatedModel, value);
        }
    }

    std::vector<Value *> copies;

private:
    void findFiles(Value &value)
    {
        if (isCopy(value))
            copies.push_back(&value);
        for (std::size_t i = 0; value.isList() && i < value.asList().size(); ++i)
            findFiles(value.asList()[i]);
    }

    /** A verb with fields of @p related, or a list of them. */
    void findNested(const std::string &related, Value &value)
    {
        for (std::size_t i = 0; value.isList() && i < value.asList().size(); ++i)
            findNested(related, value.asList()[i]);
        const auto model = m_project.findModel(related);
        if (!value.isObject() || !model)
            return;
        for (auto &[verb, given] : value.asObject()) {
            if (!given.isObject())
                continue;
            Value *values = given.asObject().find("values");
            if (verb != "_converge") {
                find(*model, given.asObject());
            } else if (values != nullptr && values->isList()) {
                for (Value &one : values->asList()) {
                    if (one.isObject())
                        find(*model, one.asObject());
                }
            }
        }
    }

    const ProjectDef &m_project;
};

} // namespace

Task<Result<void>> takeFiles(VerbContext &context, const ModelDef &model, ValueObject &params)
{
    const ProjectPtr project = context.engine->project();
    CopyFinder finder(*project);
    finder.find(model, params);
    for (Value *value : finder.copies) {
        const std::filesystem::path path = context.path((*value)["copy"].asString());
        Result<Value> kept = co_await ask(context, context.engine->keepFile(path));
        if (!kept)
            co_return std::move(kept).error();
        *value = std::move(kept).value();
    }
    co_return Result<void>();
}

} // namespace syncline::cli
