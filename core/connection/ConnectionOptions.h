#pragma once

#include "core/base/Result.h"
#include "core/project/ProjectDef.h"
#include "core/script/ScriptHost.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

class SecretStore;

inline constexpr std::string_view optionsCode = "SYNC_INVALID_OPTIONS";

/** One thing wrong with one option of a connection. */
struct OptionFault
{
    std::string option;
    std::string message;  ///< One sentence.
    bool warning = false; ///< An option that the connector does not have: no obstacle.
};

/** Secret options and the others, apart. */
struct SplitOptions
{
    ValueObject options;
    ValueObject secrets;
};

/** Types, ranges, enum values and (but for secrets) missing ones of @p values, as a connection file
 * holds them. */
std::vector<OptionFault> checkOptions(const std::vector<ConnectorOption> &specs,
                                      const ValueObject &values);

/** The same as problems of connection.json, whose text is @p fileText (for line and column). A
 * secret in the file is an error. */
std::vector<Problem> checkConnection(const ConnectionDef &connection,
                                     const ConnectorInfo &connector, std::string_view fileText);

SplitOptions splitSecrets(const std::vector<ConnectorOption> &specs, const ValueObject &values);
std::vector<std::string> secretOptionNames(const std::vector<ConnectorOption> &specs);

/**
 * What a run gets as its options: those of the file, the defaults and the secrets.
 * SYNC_INVALID_OPTIONS names everything that is wrong or missing; errors of the secret store pass
 * through. May block (see SecretStore).
 */
Result<ValueObject> resolveOptions(const ConnectionDef &connection, const ConnectorInfo &connector,
                                   SecretStore &secrets);

} // namespace syncline
