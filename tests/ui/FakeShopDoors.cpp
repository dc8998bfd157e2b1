#include "tests/ui/FakeShopDoors.h"

#include "core/base/Ids.h"

#include <algorithm>

namespace syncline {

void carryOut(FakeEngine &engine, const ModelChange &change)
{
    ProjectDef def = engine.def;
    for (const std::string &name : change.remove)
        std::erase_if(def.models, [&name](const auto &model) { return model->name == name; });
    for (ModelDef model : change.save) {
        if (model.storageKey.empty())
            model.storageKey = "m_" + model.name;
        for (FieldDef &field : model.fields) {
            if (field.isStored() && field.storageKey.empty())
                field.storageKey = "f_new_" + field.name;
        }
        std::erase_if(def.models, [&model](const auto &other) {
            return other->storageKey == model.storageKey;
        });
        def.models.push_back(std::make_shared<const ModelDef>(std::move(model)));
    }
    std::sort(def.models.begin(), def.models.end(),
              [](const auto &a, const auto &b) { return a->name < b->name; });
    engine.setProject(std::move(def));
}

void fillLookups(FakeEngine &engine)
{
    engine.fakeLookups.find = [&engine](const std::string &text) {
        std::vector<FoundRecord> found;
        for (const auto &[model, table] : engine.tables) {
            for (const RecordRow &row : table.rows) {
                const Value title = row.fields.at(model == "customer" ? "name"
                                                  : model == "order"  ? "number"
                                                                      : "title");
                const std::string field = toText(row.id) == text                      ? "id"
                                          : row.remoteId == text                      ? "remoteId"
                                          : row.fields.at("email").stringOr() == text ? "email"
                                                                                      : "";
                if (!field.empty())
                    found.push_back({model, row.id, title.stringOr(), field, text});
            }
        }
        return found;
    };
    auto &facets = engine.fakeLookups.facets;
    facets["product/status"] = {
        "status",
        {{"active", "Active", 744}, {"draft", "Draft", 248}, {"archived", "Archived", 248}},
        0};
    facets["product/featured"] = {
        "featured", {{false, "", 620}, {Value(), "", 310}, {true, "", 310}}, 0};
    facets["product/title"] = {"title", {{"Enamel mug, small", "", 21}}, 1219};
}

} // namespace syncline
