#include "app/cli/FileParams.h"

#include "core/engine/Engine.h"
#include "core/model/ModelDef.h"

namespace syncline::cli {

namespace {

bool isCopy(const Value &value)
{
    return value.isObject() && value.asObject().size() == 1 && value["copy"].isString();
}

/** Every value of @p fields that asks for a copy. */
std::vector<Value *> copiesIn(const ModelDef &model, ValueObject &fields)
{
    std::vector<Value *> copies;
    for (auto &[name, value] : fields) {
        const FieldDef *field = model.findField(name);
        if (field == nullptr || field->type != FieldType::File)
            continue;
        if (isCopy(value))
            copies.push_back(&value);
        for (std::size_t i = 0; value.isList() && i < value.asList().size(); ++i) {
            if (isCopy(value.asList()[i]))
                copies.push_back(&value.asList()[i]);
        }
    }
    return copies;
}

} // namespace

Task<Result<void>> takeFiles(VerbContext &context, const ModelDef &model, ValueObject &params)
{
    std::vector<Value *> copies = copiesIn(model, params);
    Value *nested = params.find(model.name);
    if (nested != nullptr && nested->isObject()) {
        const std::vector<Value *> more = copiesIn(model, nested->asObject());
        copies.insert(copies.end(), more.begin(), more.end());
    }
    for (Value *value : copies) {
        const std::filesystem::path path = context.path((*value)["copy"].asString());
        Result<Value> kept = co_await ask(context, context.engine->keepFile(path));
        if (!kept)
            co_return std::move(kept).error();
        *value = std::move(kept).value();
    }
    co_return Result<void>();
}

} // namespace syncline::cli
