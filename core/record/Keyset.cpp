#include "core/record/Keyset.h"

#include "core/base/Json.h"
#include "core/record/CompareSql.h"
#include "core/store/Database.h"
#include "core/store/QueryFunctions.h"

namespace syncline {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string toBase64(std::string_view bytes)
{
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 6) {
            count -= 6;
            out += alphabet[(bits >> count) & 63U];
        }
    }
    if (count > 0)
        out += alphabet[(bits << (6 - count)) & 63U];
    return out;
}

std::string fromBase64(std::string_view text)
{
    std::string out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos)
            return {};
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out += static_cast<char>((bits >> count) & 255U);
        }
    }
    return out;
}

/** Records without a comparable vector stand behind all others. */
constexpr std::string_view farthest = "1.7976931348623157e308";

/** How far a vector is from another, so that the most similar stand first. */
Result<OrderKey> vectorKey(const FieldColumn &column, const SortKey &key)
{
    if (column.field->type != FieldType::Vector || column.field->list || !key.to.isList())
        return Error(errc::invalidQueryInput,
                     "The field %1 is no vector, so nothing is more or less similar to it.",
                     {key.field});
    const bool cosine = key.measure == SortMeasure::CosineSimilarity;
    const std::string measured = std::string(cosine ? cosineFunction : distanceFunction) + "(" +
                                 quoteName(column.name) + ", ?)";
    return OrderKey{.column = "coalesce(" + (cosine ? "1.0 - " + measured : measured) + ", " +
                              std::string(farthest) + ")",
                    .descending = key.descending,
                    .nullable = false,
                    .parameters = {json::write(key.to)}};
}

Result<OrderKey> orderKey(const ModelTable &table, const SortKey &key)
{
    if (const std::string_view system = systemColumn(key.field); !system.empty())
        return OrderKey{.column = std::string(system),
                        .descending = key.descending,
                        .nullable = system == "_remote_id"};
    if (const FieldColumn *computed = table.findComputed(key.field))
        return OrderKey{.column = comparedExpression(*computed, table.name()),
                        .descending = key.descending};
    const FieldColumn *column = table.find(key.field);
    if (column == nullptr)
        return Error(errc::invalidQueryInput,
                     "%1 cannot be sorted by \"%2\": there is no such field.",
                     {table.model().name, key.field});
    if (key.measure != SortMeasure::Value)
        return vectorKey(*column, key);
    return OrderKey{.column = quoteName(column->name), .descending = key.descending};
}

void append(std::vector<Value> &to, const std::vector<Value> &more)
{
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace

Result<Keyset> Keyset::create(const ModelTable &table, const Sort &sort)
{
    Keyset keyset;
    for (const SortKey &key : sort) {
        SYNCLINE_TRY(OrderKey made, orderKey(table, key));
        const bool isId = made.column == "id";
        keyset.m_keys.push_back(std::move(made));
        if (isId) // nothing after the id can matter
            return keyset;
    }
    const bool down =
        !sort.empty() && sort.back().descending; // so that an index on the sort is enough
    keyset.m_keys.push_back({.column = "id", .descending = down, .nullable = false});
    return keyset;
}

std::string Keyset::orderBy(bool reversed) const
{
    std::string sql;
    for (std::size_t i = 0; i < m_keys.size(); ++i) {
        sql += (i == 0 ? "" : ", ") + m_keys[i].column;
        if (descends(i, reversed))
            sql += " DESC";
    }
    return sql;
}

std::string Keyset::columns() const
{
    std::string sql;
    for (const OrderKey &key : m_keys)
        sql += (sql.empty() ? "" : ", ") + key.column;
    return sql;
}

std::vector<Value> Keyset::orderParameters() const
{
    std::vector<Value> all;
    for (const OrderKey &key : m_keys)
        append(all, key.parameters);
    return all;
}

std::vector<Keyset::Segment> Keyset::after(const std::vector<Value> &place, bool reversed,
                                           bool inclusive) const
{
    std::vector<Segment> segments;
    // From the longest shared prefix to none: (a = ? AND b = ? AND id > ?), (a = ? AND b > ?), (a >
    // ?).
    for (std::size_t shared = m_keys.size(); shared-- > 0;) {
        Segment prefix;
        for (std::size_t i = 0; i < shared; ++i) {
            prefix.where += m_keys[i].column;
            append(prefix.parameters, m_keys[i].parameters);
            if (place[i].isNull()) {
                prefix.where += " IS NULL AND ";
            } else {
                prefix.where += " = ? AND ";
                prefix.parameters.push_back(place[i]);
            }
        }
        const OrderKey &key = m_keys[shared];
        const Value &value = place[shared];
        const bool down = descends(shared, reversed);
        if (value.isNull()) {
            if (!down) {
                append(prefix.parameters, key.parameters);
                prefix.where += key.column + " IS NOT NULL";
                segments.push_back(std::move(prefix));
            }
            continue;
        }
        Segment beyond = prefix;
        const bool last = shared + 1 == m_keys.size();
        beyond.where += key.column + (down ? " <" : " >") + (last && inclusive ? "= ?" : " ?");
        append(beyond.parameters, key.parameters);
        beyond.parameters.push_back(value);
        segments.push_back(std::move(beyond));
        if (down && key.nullable) {
            append(prefix.parameters, key.parameters);
            prefix.where += key.column + " IS NULL";
            segments.push_back(std::move(prefix));
        }
    }
    return segments;
}

std::vector<Value> Keyset::place(const Statement &row, int first) const
{
    std::vector<Value> place;
    place.reserve(m_keys.size());
    for (std::size_t i = 0; i < m_keys.size(); ++i)
        place.push_back(row.value(first + static_cast<int>(i)));
    return place;
}

std::string Keyset::orderName() const
{
    constexpr std::size_t longest = 200;
    const std::vector<Value> parameters = orderParameters();
    const std::string order = orderBy();
    if (parameters.empty() && order.size() <= longest)
        return order;
    // Vectors and expressions need not stand in every cursor: FNV-1a of them.
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char c : order + json::write(ValueList(parameters)))
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return std::to_string(hash);
}

std::string Keyset::cursor(const std::vector<Value> &place) const
{
    return toBase64(json::write(ValueObject{{"o", orderName()}, {"k", ValueList(place)}}));
}

Result<std::vector<Value>> Keyset::parseCursor(std::string_view cursor) const
{
    auto parsed = json::parse(fromBase64(cursor));
    if (!parsed || (*parsed)["o"].stringOr() != orderName() || !(*parsed)["k"].isList() ||
        (*parsed)["k"].asList().size() != m_keys.size() || !(*parsed)["k"].asList().back().isInt())
        return Error(errc::invalidQueryInput,
                     "The cursor \"%1\" does not belong to this query. Cursors are valid only with "
                     "the sort that gave them.",
                     {std::string(cursor.substr(0, 60))});
    return (*parsed)["k"].asList();
}

} // namespace syncline
