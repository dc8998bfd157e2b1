#pragma once

#include "app/cli/VerbSpec.h"

namespace syncline::cli {

// One function a verb, each in a file of its own.
VerbSpec actionVerb();
VerbSpec backupVerb();
VerbSpec checkVerb();
VerbSpec connectionsVerb();
VerbSpec demoServerVerb();
VerbSpec doctorVerb();
VerbSpec editVerb();
VerbSpec envVerb();
VerbSpec evalVerb();
VerbSpec filtersVerb();
VerbSpec findVerb();
VerbSpec helpVerb();
VerbSpec historyVerb();
VerbSpec importVerb();
VerbSpec logsVerb();
VerbSpec migrateVerb();
VerbSpec newVerb();
VerbSpec recordsVerb();
VerbSpec restoreVerb();
VerbSpec runsVerb();
VerbSpec schemaVerb();
VerbSpec syncVerb();
VerbSpec syncConfirmVerb();
VerbSpec syncsVerb();
VerbSpec viewVerb();

/** DIR, which every verb that needs a project takes first. */
inline PositionalSpec projectFolder()
{
    return {.name = "DIR", .help = "The project's folder"};
}

} // namespace syncline::cli
