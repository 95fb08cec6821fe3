//! Where the elements of a file stand: its diagram interchange.

use super::{LABEL, Model, NAME};
use crate::draw::layout::{Rect, What};
use crate::draw::svg::px;
use crate::draw::text::shown;
use crate::draw::xml::Xml;

/// The head of the whole, and of each lane.
const HEAD: f64 = 30.0;
/// The head of a group, within the lanes.
const GROUP: f64 = 26.0;
/// Where the whole begins and ends.
const EDGE: f64 = 10.0;

/// The room to leave free above the shapes.
pub(super) fn above(lanes: bool, bands: bool) -> f64 {
    (if lanes { 2.0 * HEAD } else { 0.0 }) + if bands { GROUP + EDGE } else { 0.0 }
}

pub(super) fn write(model: &Model<'_>, xml: &mut Xml) {
    let lanes = !model.lanes.is_empty();
    let element = if lanes { "collaboration" } else { &model.process };
    xml.element("bpmndi:BPMNDiagram").attr("id", "diagram").inside();
    xml.element("bpmndi:BPMNPlane").attr("id", "plane").attr("bpmnElement", element).inside();
    let top = EDGE;
    let bottom = model.layout.size.height - EDGE;
    let upright = |left: f64, right: f64, top: f64, bottom: f64| Rect {
        x: left,
        y: top,
        width: right - left,
        height: bottom - top,
    };
    if let (Some(first), Some(last)) = (model.lanes.first(), model.lanes.last()) {
        let whole = upright(first.left, last.right, top, bottom);
        shape(xml, "participant", &[("isHorizontal", "false")], whole, None);
        for lane in &model.lanes {
            let place = upright(lane.left, lane.right, top + HEAD, bottom);
            shape(xml, &lane.id, &[("isHorizontal", "false")], place, None);
        }
    }
    for (node, placed) in model.nodes.iter().zip(&model.layout.shapes) {
        let gateway: &[(&str, &str)] =
            if node.direction.is_some() { &[("isMarkerVisible", "true")] } else { &[] };
        let label = match placed.what {
            // Left of what leaves at the top, right of the task.
            What::Split(_) => {
                let size = LABEL.room(&[LABEL.line(&node.name, 40.0)]);
                let right = placed.rect.centre().x - 4.0;
                let bottom = placed.rect.y - 1.0;
                Some(upright(right - size.width, right, bottom - size.height, bottom))
            }
            _ => placed.caption,
        };
        shape(xml, &node.id, gateway, placed.rect, label);
    }
    let inner = if lanes { top + 2.0 * HEAD } else { top };
    for group in &model.groups {
        let place = upright(group.left + 5.0, group.right - 5.0, inner + 5.0, bottom - 5.0);
        let name = NAME.line(&shown(&group.name), place.width - 10.0);
        // At the left, where no border of a lane runs through it.
        let left = place.x + 8.0;
        let right = left + NAME.width(&name);
        let label = upright(left, right, place.y + 4.0, place.y + 4.0 + NAME.leading());
        shape(xml, &group.id, &[], place, Some(label));
    }
    for (flow, route) in model.flows.iter().zip(&model.layout.routes) {
        xml.element("bpmndi:BPMNEdge")
            .attr("id", format_args!("edge_{}", flow.id))
            .attr("bpmnElement", &flow.id)
            .inside();
        for point in &route.points {
            xml.element("di:waypoint").attr("x", px(point.x)).attr("y", px(point.y)).empty();
        }
        label(xml, route.label);
        xml.end();
    }
    xml.end();
    xml.end();
}

fn shape(xml: &mut Xml, of: &str, more: &[(&str, &str)], place: Rect, name: Option<Rect>) {
    let mut element = xml
        .element("bpmndi:BPMNShape")
        .attr("id", format_args!("shape_{of}"))
        .attr("bpmnElement", of);
    for (name, value) in more {
        element = element.attr(name, value);
    }
    element.inside();
    bounds(xml, place);
    label(xml, name);
    xml.end();
}

fn label(xml: &mut Xml, place: Option<Rect>) {
    if let Some(place) = place {
        xml.element("bpmndi:BPMNLabel").inside();
        bounds(xml, place);
        xml.end();
    }
}

fn bounds(xml: &mut Xml, place: Rect) {
    xml.element("dc:Bounds")
        .attr("x", px(place.x))
        .attr("y", px(place.y))
        .attr("width", px(place.width))
        .attr("height", px(place.height))
        .empty();
}
