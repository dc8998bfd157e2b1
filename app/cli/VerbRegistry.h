#pragma once

#include "app/cli/VerbSpec.h"

#include <string_view>
#include <vector>

namespace syncline::cli {

/** All verbs, by name. */
class VerbRegistry
{
public:
    VerbRegistry();
    explicit VerbRegistry(std::vector<VerbSpec> verbs);

    [[nodiscard]] const std::vector<VerbSpec> &verbs() const { return m_verbs; }
    /** nullptr when there is none of that name. */
    [[nodiscard]] const VerbSpec *find(std::string_view name) const;
    /** Why @p name is no verb, with a proposal. */
    [[nodiscard]] Error unknown(std::string_view name) const;

private:
    std::vector<VerbSpec> m_verbs;
};

} // namespace syncline::cli
