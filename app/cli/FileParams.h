#pragma once

#include "app/cli/VerbContext.h"
#include "core/base/Task.h"

namespace syncline::cli {

/**
 * Files in the params of an action of @p model: `{"copy": "photo.png"}`, a path as the caller means
 * it, becomes the value of the file once its content is in the project; also in records that the
 * params nest. Only the command line reads paths; neither scripts nor the API do.
 */
Task<Result<void>> takeFiles(VerbContext &context, const ModelDef &model, ValueObject &params);

} // namespace syncline::cli
