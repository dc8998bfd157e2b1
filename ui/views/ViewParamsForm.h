#pragma once

#include "core/base/Value.h"
#include "core/project/ViewDef.h"

#include <QWidget>

#include <vector>

class QGridLayout;

namespace syncline::ui {

class FieldEditor;

/** The parameters of a view, each with its control and its default; hidden when there are none. */
class ViewParamsForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ViewParamsForm(QWidget *parent);

    /** Keeps what was typed into those that are still there and of the same type. */
    void setParams(const std::vector<ViewParam> &params);
    /** What differs from the defaults. */
    [[nodiscard]] ValueObject values() const;
    /** As values() gave it, in an earlier session. */
    void setValues(const ValueObject &values);
    [[nodiscard]] bool hasProblems() const;

Q_SIGNALS:
    void edited();
    /** Enter in a control. */
    void runRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void rebuild(const ValueObject &kept);

    std::vector<ViewParam> m_params;
    std::vector<FieldEditor *> m_editors;
    ValueObject m_wanted; ///< Of parameters that are not there yet.
    QGridLayout *m_grid = nullptr;
};

} // namespace syncline::ui
