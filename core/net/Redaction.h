#pragma once

#include "core/net/HttpTypes.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * Takes the secrets out of what is kept of an exchange: values of secret headers, query keys, form
 * and JSON members, and the password of a URL, wherever they stand (an API may send a token back).
 * Authorization, cookies and the usual token names are secret in every request.
 */
class Redactor
{
public:
    explicit Redactor(const std::vector<std::string> &secretNames);

    static constexpr std::string_view mask = "•••";

    [[nodiscard]] bool isSecret(std::string_view name) const;
    /** @p url without password and secret query values. */
    [[nodiscard]] std::string url(std::string_view url) const;
    [[nodiscard]] HttpHeaders headers(const HttpHeaders &headers) const;
    /** The first @p limit bytes of @p body, redacted. @p values: secrets that may appear in it. */
    [[nodiscard]] std::string body(std::string_view body, std::size_t limit,
                                   const std::vector<std::string> &values) const;
    /** The secret values that @p request carries (of at least 6 characters). */
    [[nodiscard]] std::vector<std::string> values(const HttpRequest &request) const;
    /** @p text with every one of @p values masked. */
    [[nodiscard]] static std::string masked(std::string_view text,
                                            const std::vector<std::string> &values);

private:
    void maskMembers(std::string &json) const;

    std::vector<std::string> m_names; ///< Those of the request, beside the usual ones.
};

} // namespace syncline
