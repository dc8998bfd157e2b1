#include "ui/schema/SchemaDraft.h"

#include "core/project/ModelFile.h"
#include "core/project/Names.h"
#include "ui/base/Text.h"

#include <QJsonArray>

#include <set>

using namespace Qt::StringLiterals;

namespace syncline::ui {

namespace {

constexpr std::string_view typedName = "typedName";
constexpr std::string_view isNewField = "isNew"; ///< It has no place in the store yet.

/** Gives fields names that a file can have, and keeps what was typed beside them. */
void hideNames(std::vector<FieldDef> &fields)
{
    std::set<std::string> seen;
    int number = 0;
    for (FieldDef &field : fields) {
        const bool isUsual =
            !nameFault(NameKind::Field, field.name) && seen.insert(field.name).second;
        if (!isUsual) {
            field.extra.set(typedName, Value(field.name));
            field.name = "typed__" + std::to_string(number++);
        }
        if (field.storageKey.empty())
            field.extra.set(isNewField, Value(true));
        hideNames(field.fields);
    }
}

void showNames(std::vector<FieldDef> &fields)
{
    for (FieldDef &field : fields) {
        if (const Value *typed = field.extra.find(typedName)) {
            field.name = typed->stringOr();
            field.extra.remove(typedName);
        }
        if (field.extra.remove(isNewField))
            field.storageKey.clear(); // reading made one up
        showNames(field.fields);
    }
}

QJsonObject keep(const ModelDef &model)
{
    ModelDef kept = model;
    kept.name = "model"; // paths beside it are kept as they are
    hideNames(kept.fields);
    return {{u"name"_s, toQString(model.name)},
            {u"key"_s, toQString(model.storageKey)},
            {u"text"_s, toQString(writeModel(kept))}};
}

std::optional<ModelDef> restore(const QJsonObject &kept)
{
    const std::string text = fromQString(kept.value(u"text"_s).toString());
    std::vector<Problem> problems;
    JsonFile file("models/model/model.json", text, problems);
    std::optional<ModelDef> model = readModel(file, "model");
    if (!model)
        return std::nullopt;
    const std::string name = fromQString(kept.value(u"name"_s).toString());
    if (model->plural == "models")
        model->plural.clear();
    model->name = name;
    model->storageKey = fromQString(kept.value(u"key"_s).toString());
    showNames(model->fields);
    return model;
}

} // namespace

std::string modelText(const ModelDef &model)
{
    return writeModel(model);
}

QJsonObject draftOf(const SchemaState &state, const std::string &base)
{
    QJsonArray others;
    for (const ModelDef &other : state.others)
        others.append(keep(other));
    return {{u"base"_s, toQString(base)}, {u"model"_s, keep(state.model)}, {u"others"_s, others}};
}

std::optional<SchemaDraft> readDraft(const QJsonObject &kept)
{
    SchemaDraft draft;
    std::optional<ModelDef> model = restore(kept.value(u"model"_s).toObject());
    if (!model)
        return std::nullopt;
    draft.base = fromQString(kept.value(u"base"_s).toString());
    draft.state.model = *std::move(model);
    for (const QJsonValue &other : kept.value(u"others"_s).toArray()) {
        std::optional<ModelDef> restored = restore(other.toObject());
        if (!restored)
            return std::nullopt;
        draft.state.others.push_back(*std::move(restored));
    }
    return draft;
}

} // namespace syncline::ui
