#include "core/store/QueryFunctions.h"

#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string_view>
#include <vector>

namespace syncline {

namespace {

using Vector = std::vector<double>;

std::string_view textOf(sqlite3_value *value)
{
    const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(value));
    if (text == nullptr)
        return {};
    return {text, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

/** Reads `[0.5,-1.0]` as the store writes it; false: it is no list of numbers. */
bool readVector(std::string_view text, Vector &out)
{
    out.clear();
    const char *at = text.data();
    const char *const end = at + text.size();
    const auto skipSpaces = [&] {
        while (at != end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
            ++at;
    };
    skipSpaces();
    if (at == end || *at != '[')
        return false;
    do {
        ++at;
        skipSpaces();
        double number = 0;
        const auto read = std::from_chars(at, end, number);
        if (read.ec != std::errc{})
            return false;
        out.push_back(number);
        at = read.ptr;
        skipSpaces();
    } while (at != end && *at == ',');
    return at != end && *at == ']';
}

/** The vector of the second argument, which is the same in every row: read once a statement. */
const Vector *wantedVector(sqlite3_context *context, sqlite3_value *value, Vector &own)
{
    if (const void *known = sqlite3_get_auxdata(context, 1))
        return static_cast<const Vector *>(known);
    if (!readVector(textOf(value), own))
        return nullptr;
    auto kept = std::make_unique<Vector>(own);
    sqlite3_set_auxdata(context, 1, kept.release(),
                        [](void *vector) { delete static_cast<Vector *>(vector); });
    return &own;
}

using Measure = std::optional<double> (*)(const Vector &a, const Vector &b);

std::optional<double> cosine(const Vector &a, const Vector &b)
{
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product += a[i] * b[i];
        lengthA += a[i] * a[i];
        lengthB += b[i] * b[i];
    }
    const double lengths = std::sqrt(lengthA) * std::sqrt(lengthB);
    const double similarity = product / lengths;
    if (!std::isfinite(similarity))
        return std::nullopt; // a vector of zeros has no direction
    return similarity;
}

std::optional<double> distance(const Vector &a, const Vector &b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    const double length = std::sqrt(sum);
    if (!std::isfinite(length))
        return std::nullopt;
    return length;
}

void sameVector(sqlite3_context *context, int /*count*/, sqlite3_value **arguments)
{
    Vector have;
    Vector own;
    const Vector *wanted = wantedVector(context, arguments[1], own);
    if (wanted != nullptr && readVector(textOf(arguments[0]), have))
        sqlite3_result_int(context, have == *wanted ? 1 : 0);
}

template <Measure measure>
void compareVectors(sqlite3_context *context, int /*count*/, sqlite3_value **arguments)
{
    Vector have;
    Vector own;
    const Vector *wanted = wantedVector(context, arguments[1], own);
    if (wanted == nullptr || !readVector(textOf(arguments[0]), have) ||
        have.size() != wanted->size())
        return; // NULL
    if (const std::optional<double> result = measure(have, *wanted))
        sqlite3_result_double(context, *result);
}

void finite(sqlite3_context *context, int /*count*/, sqlite3_value **arguments)
{
    const bool isReal = sqlite3_value_type(arguments[0]) == SQLITE_FLOAT;
    if (!isReal || std::isfinite(sqlite3_value_double(arguments[0])))
        sqlite3_result_value(context, arguments[0]);
}

} // namespace

int registerQueryFunctions(sqlite3 *handle)
{
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    const auto add = [&](const char *name, int arguments,
                         void (*function)(sqlite3_context *, int, sqlite3_value **)) {
        return sqlite3_create_function_v2(handle, name, arguments, flags, nullptr, function,
                                          nullptr, nullptr, nullptr);
    };
    int code = add(cosineFunction, 2, compareVectors<cosine>);
    if (code == SQLITE_OK)
        code = add(distanceFunction, 2, compareVectors<distance>);
    if (code == SQLITE_OK)
        code = add(sameVectorFunction, 2, sameVector);
    return code == SQLITE_OK ? add(finiteFunction, 1, finite) : code;
}

} // namespace syncline
