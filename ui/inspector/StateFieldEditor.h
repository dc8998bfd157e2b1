#pragma once

#include "ui/inspector/FieldEditor.h"

class QLabel;

namespace syncline::ui {

/** A record state: shown, never edited; the actions of its transitions change it. */
class StateFieldEditor final : public FieldEditor
{
    Q_OBJECT

public:
    StateFieldEditor(const FieldDef &field, QWidget *parent);

protected:
    void show(const Value &value) override;
    void applyEditable(bool isEditable) override;
    [[nodiscard]] QWidget *control() const override;

private:
    QLabel *m_label;
};

} // namespace syncline::ui
