/** What other scripts of the page put there: Leaflet, and the map that folium makes. */

declare const L: any;
declare const map_ebbline: any;
