#include "core/transfer/KeyIndex.h"

#include "core/base/Json.h"
#include "core/record/RecordReader.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace syncline {

namespace {

/** Equal for equal values: 1 and 1.0, too. */
std::size_t hashOf(const Value &key)
{
    constexpr double exact = 9'007'199'254'740'992.0; // 2^53
    Value plain = key;
    if (key.isDouble() && std::abs(key.asDouble()) <= exact &&
        key.asDouble() == std::trunc(key.asDouble()))
        plain = static_cast<std::int64_t>(key.asDouble());
    return std::hash<std::string>()(json::write(plain));
}

bool hasIndex(const ModelDef &model, std::string_view on)
{
    const FieldDef *field = model.findField(on);
    if (field == nullptr || field->unique)
        return true; // a system field
    return std::ranges::any_of(model.indexes, [on](const std::vector<std::string> &index) {
        return !index.empty() && index.front() == on;
    });
}

} // namespace

Result<std::optional<KeyIndex>> KeyIndex::create(Database &database, const ModelDef &model,
                                                 std::string_view on, const std::stop_token &stop)
{
    if (on.empty() || hasIndex(model, on))
        return std::optional<KeyIndex>();
    KeyIndex index;
    std::int64_t count = 0;
    RecordQuery query;
    query.select = {std::string(on)};
    SYNCLINE_CHECK(RecordReader(database, model).each(query, [&](const RecordRow &row) {
        const Value &key = row.fields.at(on);
        if (!key.isNull())
            index.add(key, row.id);
        return ++count <= maxRecords && !stop.stop_requested();
    }));
    if (count > maxRecords) {
        return Error(errc::invalidInput,
                     "The field %1 of %2 has no index, and there are more than %3 records to look "
                     "through for each row. Make the field unique, or give the model an index on "
                     "it.",
                     {std::string(on), model.name, std::to_string(maxRecords)});
    }
    return std::optional<KeyIndex>(std::move(index));
}

std::vector<RecordId> KeyIndex::candidates(const Value &key) const
{
    std::vector<RecordId> ids;
    const auto [begin, end] = m_places.equal_range(hashOf(key));
    for (auto place = begin; place != end; ++place)
        ids.push_back(place->second);
    return ids;
}

void KeyIndex::add(const Value &key, RecordId id)
{
    m_places.emplace(hashOf(key), id);
}

} // namespace syncline
