#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace syncline::json {

/** Deepest nesting that is read or written: a field's 1000 levels, and what stands around them. */
inline constexpr std::size_t maxDepth = 1100;

enum class Layout : std::uint8_t { Compact, Indented };

/**
 * Parses one JSON text (RFC 8259, strictly; a leading byte order mark is skipped). Keys keep their
 * order (the last of a repeated key wins, in the place of the first). Integers that fit an int64
 * stay exact, other numbers become doubles (-0 too, for its sign; 1e-400 is 0, 1e400 is an error).
 * Half a surrogate pair becomes U+FFFD. Error SYNC_BAD_JSON says line and column in `place`
 * ("3:14") and what was expected. Thread-safe.
 */
Result<Value> parse(std::string_view text);

/**
 * Writes JSON. Doubles are written as the shortest text that reads back to the same bits, always
 * with '.' or 'e' (1.0 stays 1.0, -0.0 stays -0.0); NaN and infinities as null. Date and DateTime
 * as ISO 8601 strings. Invalid UTF-8 as U+FFFD. What is nested deeper than maxDepth as null.
 * Indented: two spaces, "\n", no final newline.
 */
std::string write(const Value &value, Layout layout = Layout::Compact);

/** Where a value stands in a text: 1-based. */
struct Place
{
    int line = 0;
    int column = 0;
};

/**
 * Where the value at @p pointer (RFC 6901, "/fields/0/name") stands in @p text; for problems with
 * file:line. Falls back to the nearest ancestor that exists.
 */
Place locate(std::string_view text, std::string_view pointer);

/**
 * A parsed JSON document that is read in place: what a page of a sync is. Cheap to copy (shares the
 * document); immutable, so usable from any thread, though not from two at once through one handle.
 * Nothing is turned into a Value until asked.
 */
class Handle
{
public:
    struct Document;

    Handle() = default;
    /** Parses @p text (taken over) once. The same errors as parse(). */
    static Result<Handle> parse(std::string text);
    /** A handle over a Value that exists already; for sources that are not JSON. */
    static Handle fromValue(Value value);

    [[nodiscard]] bool valid() const { return m_document != nullptr; }
    [[nodiscard]] Value::Kind kind() const;
    /** Members or items; 0 for scalars. */
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::optional<Handle> member(std::string_view key) const;
    [[nodiscard]] std::optional<Handle> item(std::size_t index) const;
    /** Dotted path ("data.items"); empty path is this. */
    [[nodiscard]] std::optional<Handle> path(std::string_view dotted) const;
    void eachItem(const std::function<bool(const Handle &)> &visit) const;
    void eachMember(const std::function<bool(std::string_view, const Handle &)> &visit) const;
    [[nodiscard]] Value toValue() const;
    [[nodiscard]] std::string toJson() const;

    /**
     * The parser's own element (simdjson::dom::element), for the native writer; lives as long as
     * this handle. No key of it is repeated. nullptr when made fromValue, or by parse() from one of
     * the rare texts that simdjson cannot hold (integers beyond 64 bits, "-0", repeated keys): then
     * value().
     */
    [[nodiscard]] const void *nativeElement() const;
    /** The Value, when there is no native element; else nullptr. */
    [[nodiscard]] const Value *value() const;

private:
    std::shared_ptr<const Document> m_document;
    /** simdjson::dom::element by value (16 bytes), or a const Value * in the first word. */
    alignas(8) unsigned char m_element[16] = {};
    bool m_isValue = false;
};

} // namespace syncline::json
