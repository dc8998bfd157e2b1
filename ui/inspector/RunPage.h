#pragma once

#include "ui/shell/DocumentPage.h"

namespace syncline::ui {

class RunView;

/** A run in a tab of its own. */
class RunPage final : public DocumentPage
{
    Q_OBJECT

public:
    RunPage(const DocumentRef &ref, const UiContext &context, QWidget *parent);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QIcon icon() const override;

private:
    RunView *m_view;
};

} // namespace syncline::ui
