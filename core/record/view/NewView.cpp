#include "core/record/view/NewView.h"

#include "core/project/ViewFile.h"
#include "core/store/Database.h"

namespace syncline {

std::string newViewText(std::string_view title, const ModelDef *model)
{
    ViewDef view;
    view.title = title;
    const std::string header = viewHeader(view);
    if (model == nullptr)
        return header + "SELECT 1\n";
    return header + "SELECT *\nFROM " + quoteName(model->name) + "\nLIMIT 100\n";
}

} // namespace syncline
