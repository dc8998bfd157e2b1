#pragma once

#include "core/base/Error.h"

#include <cassert>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

namespace syncline {

/** A value, or the Error why there is none. */
template <typename T>
class [[nodiscard]] Result
{
public:
    using Value = T;

    Result(T value) // NOLINT(google-explicit-constructor): `return value;`
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error) // NOLINT(google-explicit-constructor): `return error;`
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T &value() &
    {
        assert(ok());
        return std::get<0>(m_state);
    }
    [[nodiscard]] const T &value() const &
    {
        assert(ok());
        return std::get<0>(m_state);
    }
    [[nodiscard]] T &&value() &&
    {
        assert(ok());
        return std::get<0>(std::move(m_state));
    }
    [[nodiscard]] T valueOr(T other) const &
    {
        return ok() ? std::get<0>(m_state) : std::move(other);
    }

    [[nodiscard]] Error &error() &
    {
        assert(!ok());
        return std::get<1>(m_state);
    }
    [[nodiscard]] const Error &error() const &
    {
        assert(!ok());
        return std::get<1>(m_state);
    }
    [[nodiscard]] Error &&error() &&
    {
        assert(!ok());
        return std::get<1>(std::move(m_state));
    }

    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }

private:
    std::variant<T, Error> m_state;
};

/** Success, or the Error. `return {};` is success. */
template <>
class [[nodiscard]] Result<void>
{
public:
    using Value = void;

    Result() = default;
    Result(Error error) // NOLINT(google-explicit-constructor): `return error;`
        : m_error(std::make_unique<Error>(std::move(error)))
    {
    }
    Result(const Result &other)
        : m_error(other.m_error ? std::make_unique<Error>(*other.m_error) : nullptr)
    {
    }
    Result &operator=(const Result &other)
    {
        if (this != &other)
            m_error = other.m_error ? std::make_unique<Error>(*other.m_error) : nullptr;
        return *this;
    }
    Result(Result &&) noexcept = default;
    Result &operator=(Result &&) noexcept = default;
    ~Result() = default;

    [[nodiscard]] bool ok() const { return m_error == nullptr; }
    explicit operator bool() const { return ok(); }
    void value() const { assert(ok()); }

    [[nodiscard]] Error &error() &
    {
        assert(!ok());
        return *m_error;
    }
    [[nodiscard]] const Error &error() const &
    {
        assert(!ok());
        return *m_error;
    }
    [[nodiscard]] Error &&error() &&
    {
        assert(!ok());
        return std::move(*m_error);
    }

private:
    std::unique_ptr<Error> m_error; ///< Apart: most go well, through many hands.
};

} // namespace syncline

#define SYNCLINE_CONCAT_(a, b) a##b
#define SYNCLINE_CONCAT(a, b) SYNCLINE_CONCAT_(a, b)

// NOLINTBEGIN(bugprone-macro-parentheses): names and declarations cannot be parenthesized
#define SYNCLINE_TRY_(result, declaration, expression, ret) \
    auto result = (expression); \
    if (!result) \
        ret std::move(result).error(); \
    declaration = std::move(result).value()
#define SYNCLINE_CHECK_(result, expression) \
    do { \
        if (auto result = (expression); !result) \
            return std::move(result).error(); \
    } while (false)

/** `SYNCLINE_TRY(auto page, store.page(1));` binds the value, or returns the error. */
#define SYNCLINE_TRY(declaration, expression) \
    SYNCLINE_TRY_(SYNCLINE_CONCAT(result_, __LINE__), declaration, expression, return )
/** `SYNCLINE_CHECK(store.save());` returns the error, if there is one. */
#define SYNCLINE_CHECK(expression) SYNCLINE_CHECK_(SYNCLINE_CONCAT(result_, __LINE__), expression)
/** The same inside a Task (a coroutine). The expression may be a `co_await`. */
#define SYNCLINE_CO_TRY(declaration, expression) \
    SYNCLINE_TRY_(SYNCLINE_CONCAT(result_, __LINE__), declaration, expression, co_return )
#define SYNCLINE_CO_CHECK(expression) \
    auto SYNCLINE_CONCAT(result_, __LINE__) = (expression); \
    if (!SYNCLINE_CONCAT(result_, __LINE__)) \
    co_return std::move(SYNCLINE_CONCAT(result_, __LINE__)).error()
// NOLINTEND(bugprone-macro-parentheses)
