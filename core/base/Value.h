#pragma once

#include <cstddef> // first: moc 6.4 cannot read a text that begins with <compare>

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace syncline {

class Value;

/** A calendar day without a zone. Days since 1970-01-01 (negative before). */
struct Date
{
    std::int32_t days = 0;
    auto operator<=>(const Date &) const = default;
};

/** An instant. Milliseconds since 1970-01-01T00:00:00Z (negative before). */
struct DateTime
{
    std::int64_t ms = 0;
    auto operator<=>(const DateTime &) const = default;
};

using ValueList = std::vector<Value>;

/** Keys in the order of insertion; a key stands once. Lookup is linear (objects are small). */
class ValueObject
{
public:
    using Member = std::pair<std::string, Value>;

    ValueObject();
    ValueObject(std::initializer_list<Member> members);
    ValueObject(const ValueObject &);
    ValueObject(ValueObject &&) noexcept;
    ValueObject &operator=(const ValueObject &);
    ValueObject &operator=(ValueObject &&) noexcept;
    ~ValueObject();

    /** Takes @p members as they come; the last of a repeated key wins, in the place of the first.
     */
    static ValueObject fromMembers(std::vector<Member> members);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool empty() const;
    [[nodiscard]] const Value *find(std::string_view key) const;
    [[nodiscard]] Value *find(std::string_view key);
    [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
    /** The value at @p key, or null. */
    [[nodiscard]] const Value &at(std::string_view key) const;
    /** Sets, keeping the place of a key that is already there. */
    void set(std::string_view key, Value value);
    /** Appends without looking for a duplicate; only for keys known to be new. */
    void append(std::string key, Value value);
    bool remove(std::string_view key);
    void reserve(std::size_t count);

    [[nodiscard]] std::vector<Member>::const_iterator begin() const;
    [[nodiscard]] std::vector<Member>::const_iterator end() const;
    [[nodiscard]] std::vector<Member>::iterator begin();
    [[nodiscard]] std::vector<Member>::iterator end();

private:
    std::vector<Member> m_members;
};

/**
 * Any datum of a record, a parameter or a JSON document.
 *
 * null, false, 0 and "" are four different values. Integers are exact 64-bit; a double keeps its
 * bits (−0 too). Strings are bytes that are UTF-8 wherever they come from text; NUL is allowed.
 * A plain value: copy it across threads.
 */
class Value
{
public:
    enum class Kind : std::uint8_t {
        Null,
        Bool,
        Int,
        Double,
        String,
        Date,
        DateTime,
        List,
        Object
    };

    Value() = default;
    Value(std::nullptr_t) {} // NOLINT(google-explicit-constructor)
    Value(bool v)
        : m_data(v)
    {
    } // NOLINT(google-explicit-constructor)
    Value(std::int64_t v)
        : m_data(v)
    {
    } // NOLINT(google-explicit-constructor)
    Value(int v)
        : m_data(static_cast<std::int64_t>(v))
    {
    } // NOLINT(google-explicit-constructor)
    Value(double v)
        : m_data(v)
    {
    } // NOLINT(google-explicit-constructor)
    Value(std::string v)
        : m_data(std::move(v))
    {
    } // NOLINT(google-explicit-constructor)
    Value(std::string_view v)
        : m_data(std::string(v))
    {
    } // NOLINT(google-explicit-constructor)
    Value(const char *v)
        : m_data(std::string(v))
    {
    } // NOLINT(google-explicit-constructor)
    Value(Date v)
        : m_data(v)
    {
    } // NOLINT(google-explicit-constructor)
    Value(DateTime v)
        : m_data(v)
    {
    } // NOLINT(google-explicit-constructor)
    Value(ValueList v)
        : m_data(std::move(v))
    {
    } // NOLINT(google-explicit-constructor)
    Value(ValueObject v)
        : m_data(std::move(v))
    {
    } // NOLINT(google-explicit-constructor)
    template <typename T>
    Value(const T *) = delete; // a pointer is not a bool

    [[nodiscard]] Kind kind() const { return static_cast<Kind>(m_data.index()); }
    [[nodiscard]] bool isNull() const { return kind() == Kind::Null; }
    [[nodiscard]] bool isBool() const { return kind() == Kind::Bool; }
    [[nodiscard]] bool isInt() const { return kind() == Kind::Int; }
    [[nodiscard]] bool isDouble() const { return kind() == Kind::Double; }
    [[nodiscard]] bool isNumber() const { return isInt() || isDouble(); }
    [[nodiscard]] bool isString() const { return kind() == Kind::String; }
    [[nodiscard]] bool isDate() const { return kind() == Kind::Date; }
    [[nodiscard]] bool isDateTime() const { return kind() == Kind::DateTime; }
    [[nodiscard]] bool isList() const { return kind() == Kind::List; }
    [[nodiscard]] bool isObject() const { return kind() == Kind::Object; }

    // The value as its kind; a programmer error (assert) when it is another. asDouble takes ints.
    [[nodiscard]] bool asBool() const { return std::get<bool>(m_data); }
    [[nodiscard]] std::int64_t asInt() const { return std::get<std::int64_t>(m_data); }
    [[nodiscard]] double asDouble() const;
    [[nodiscard]] const std::string &asString() const { return std::get<std::string>(m_data); }
    [[nodiscard]] Date asDate() const { return std::get<Date>(m_data); }
    [[nodiscard]] DateTime asDateTime() const { return std::get<DateTime>(m_data); }
    [[nodiscard]] const ValueList &asList() const { return std::get<ValueList>(m_data); }
    [[nodiscard]] ValueList &asList() { return std::get<ValueList>(m_data); }
    [[nodiscard]] const ValueObject &asObject() const { return std::get<ValueObject>(m_data); }
    [[nodiscard]] ValueObject &asObject() { return std::get<ValueObject>(m_data); }

    /** Member @p key of an object; null when this is no object or has no such key. */
    [[nodiscard]] const Value &operator[](std::string_view key) const;
    // The value as its kind, or @p other when it is another kind.
    [[nodiscard]] std::string stringOr(std::string_view other = {}) const;
    [[nodiscard]] std::int64_t intOr(std::int64_t other = 0) const;
    [[nodiscard]] bool boolOr(bool other = false) const;

    /**
     * Deep equality. Numbers by value: 1 equals 1.0, but 2^53+1 does not equal 2.0^53; 0.0 equals
     * −0.0 and NaN equals NaN. Objects regardless of key order. Kinds else must be the same.
     */
    friend bool operator==(const Value &a, const Value &b);
    /** Same kind, same bits, same key order: what a round trip must keep. */
    [[nodiscard]] bool identicalTo(const Value &other) const;

    /** "null", "boolean", "integer", "number", "string", "date", "date-time", "list", "object". */
    [[nodiscard]] std::string_view kindName() const;

    static const Value null;

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Date, DateTime, ValueList,
                 ValueObject>
        m_data;
};

} // namespace syncline
