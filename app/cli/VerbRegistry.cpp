#include "app/cli/VerbRegistry.h"

#include "app/cli/Arguments.h"
#include "app/cli/verb/Verbs.h"
#include "core/base/TextSafe.h"

#include <algorithm>

namespace syncline::cli {

VerbRegistry::VerbRegistry()
    : VerbRegistry(
          {actionVerb(),  backupVerb(),      checkVerb(),   connectionsVerb(), demoServerVerb(),
           doctorVerb(),  editVerb(),        envVerb(),     evalVerb(),        filtersVerb(),
           findVerb(),    helpVerb(),        historyVerb(), importVerb(),      logsVerb(),
           migrateVerb(), newVerb(),         recordsVerb(), restoreVerb(),     runsVerb(),
           schemaVerb(),  syncConfirmVerb(), syncVerb(),    syncsVerb(),       viewVerb()})
{
}

VerbRegistry::VerbRegistry(std::vector<VerbSpec> verbs)
    : m_verbs(std::move(verbs))
{
    std::sort(m_verbs.begin(), m_verbs.end(),
              [](const VerbSpec &a, const VerbSpec &b) { return a.name < b.name; });
}

const VerbSpec *VerbRegistry::find(std::string_view name) const
{
    const auto found = std::find_if(m_verbs.begin(), m_verbs.end(),
                                    [name](const VerbSpec &verb) { return verb.name == name; });
    return found == m_verbs.end() ? nullptr : &*found;
}

Error VerbRegistry::unknown(std::string_view name) const
{
    std::vector<std::string> known;
    for (const VerbSpec &verb : m_verbs)
        known.push_back(verb.name);
    const std::string near = nearest(name, known);
    const std::string shown = text::displayLine(name, 80);
    if (!near.empty())
        return {usageError,
                "There is no verb \"%1\", and no such folder; did you mean %2?",
                {shown, near}};
    return {usageError,
            "There is no verb \"%1\", and no such folder; \"syncline help\" lists the verbs.",
            {shown}};
}

} // namespace syncline::cli
