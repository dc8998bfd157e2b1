#pragma once

#include "core/base/Result.h"
#include "core/net/HttpTypes.h"
#include "core/script/ScriptHost.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/*
 * How a connection's requests prove who they are, from what the connector says with connector.auth
 * (ConnectorInfo::auth):
 *
 *   null, {kind = "none"}
 *   {kind = "api_key", key = OPTION, header = "X-Api-Key"}        prefix = "Token " goes before the
 * key {kind = "api_key", key = OPTION, query = "api_key"} {kind = "basic", username = OPTION,
 * password = OPTION} {kind = "bearer", token = OPTION}
 *
 * OPTION is the name of one of the connector's options. When people choose it in the form,
 * `kind_option`, `header_option`, `query_option` and `prefix_option` name the options that hold the
 * kind and the names; an empty one counts as not given. An empty key, token or user name means: no
 * authentication.
 */

/**
 * Adds the header or query parameter to @p request, and its name to secretNames. @p options are
 * those of resolveOptions(), with secrets. SYNC_INVALID_OPTIONS for a value that no header can
 * carry (a line break), an unknown kind, or an API key without a place. Spaces around a secret, as
 * pasting leaves them, are dropped. Only for requests to the connection's own origin: see
 * isSameOrigin().
 */
Result<void> applyAuth(HttpRequest &request, const Value &auth, const ValueObject &options);

/** What is wrong with the connector's own statement: an unknown kind, an option that it does not
 * have. */
Result<void> checkAuth(const ConnectorInfo &connector);

/** Scheme, host and port are the same. A "next page" link to another host must not get the token.
 */
bool isSameOrigin(std::string_view url, std::string_view other);

} // namespace syncline
