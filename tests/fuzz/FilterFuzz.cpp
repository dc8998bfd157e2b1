#include "core/base/Json.h"
#include "core/model/Computation.h"
#include "core/model/Filter.h"

#include <cstdlib>

using namespace syncline;

namespace {

ModelDef makeModel()
{
    ModelDef model;
    model.name = "thing";
    for (int type = 0; type <= static_cast<int>(FieldType::Union); ++type) {
        FieldDef field;
        field.type = static_cast<FieldType>(type);
        field.name = "f" + std::to_string(type);
        field.storageKey = field.name;
        field.options = {{"a", "A", ""}, {"b", "", ""}, {"a.c", "", ""}};
        field.relatedModel = "thing"; // of itself, so that filters go as deep as they like
        field.inverseField = "f" + std::to_string(static_cast<int>(FieldType::BelongsTo));
        field.members = {{.model = "thing", .key = "thing", .document = {}}};
        field.joinModel = "thing";
        field.joinField = field.inverseField;
        if (field.type == FieldType::Computed)
            field.computation = std::make_shared<const Computation>();
        model.fields.push_back(field);
        if (field.isRelationship() || field.type == FieldType::Computed ||
            field.type == FieldType::Union)
            continue;
        field.list = true;
        field.name += "s";
        model.fields.push_back(field);
    }
    return model;
}

FilterModels models()
{
    static const auto thing = std::make_shared<const ModelDef>(makeModel());
    return [](std::string_view name) { return name == "thing" ? thing : nullptr; };
}

void requireRoundTrip(const Filter &filter, const ModelDef &model)
{
    const Value written = filterToValue(filter);
    const Result<Filter> again = parseFilter(written, model, models());
    if (!again || !(filterToValue(*again) ==
                    filterToValue(*parseFilter(filterToValue(*again), model, models()))))
        std::abort();
}

} // namespace

/** Any JSON as a filter and as a sort, any text in the filter row: an error or something that
 * lasts. */
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    static const ModelDef model = makeModel();
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const Result<Value> value = json::parse(text)) {
        if (const Result<Sort> sort = parseSort(*value, model)) {
            if (!(*parseSort(sortToValue(*sort), model) == *sort))
                std::abort();
        }
        if (const Result<Filter> filter = parseFilter(*value, model, models()))
            requireRoundTrip(*filter, model);
        for (const FieldDef &field : model.fields) {
            for (const Coercion mode : {Coercion::Strict, Coercion::Lenient}) {
                const Result<Value> kept = coerce(field, *value, mode);
                if (kept && !coerce(field, *kept, mode)->identicalTo(*kept))
                    std::abort();
            }
        }
    }
    for (const FieldDef &field : model.fields)
        (void)parseQuickFilter(field, text);
    return 0;
}
